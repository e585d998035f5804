# make run: from a bare machine with Python 3.11+ to a served demonstration.  make test: every check there is.
SHELL := /bin/bash
PYTHON ?= $(shell bash .ci/choose-python)
V := .venv
PIP := $(V)/bin/pip install -q --disable-pip-version-check --require-hashes -r
# One more than there are cores: a journey in a browser sleeps now and then, one on a server that stops for half its time.
WORKERS ?= $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN) + 1 )))
NODE_PATH_FIRST := PATH="$(CURDIR)/$(V)/bin:$$PATH"
# Byte code is kept whatever the machine's environment says: a second start, and every process of the tests, spares it.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run test tests bench lint screens catalogues assets clean

run: assets catalogues
	@HEALTHAPP_MODE=$${HEALTHAPP_MODE:-demo} $(V)/bin/python -m healthapp start

test: $(V)/dev.ok assets catalogues
	@bash .ci/system-packages
	@$(MAKE) --no-print-directory --jobs 2 lint tests  # beside each other: tests in a browser leave a core idle now and then

tests: $(V)/dev.ok
	$(V)/bin/python -m pytest -q -n $(WORKERS) --dist worksteal

bench: $(V)/dev.ok assets catalogues
	$(V)/bin/python -m bench

lint: $(V)/dev.ok
	$(V)/bin/ruff check .
	$(V)/bin/ruff format --check .
	$(V)/bin/mypy
	$(V)/bin/lint-imports

screens: $(V)/dev.ok assets catalogues
	$(V)/bin/python -m tests.system.screens

$(V)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed."; exit 1; }
	@$(PYTHON) -m venv $(V) 2>/dev/null || bash .ci/venv-package $(PYTHON) $(V)

$(V)/run.ok: requirements.lock | $(V)/bin/python
	$(PIP) $< && touch $@

$(V)/dev.ok: requirements-dev.lock $(V)/run.ok
	$(PIP) $< && touch $@

$(V)/node.ok: requirements-build.lock $(V)/run.ok
	@command -v npm >/dev/null || $(PIP) $<
	@touch $@

assets: healthapp/static/dist/manifest.json
healthapp/static/dist/manifest.json: package-lock.json $(wildcard assets/*.scss assets/*/*.scss assets/js/*.js assets/verify/* assets/*.py) $(wildcard healthapp/ledger/*words.py healthapp/*/events.py healthapp/translations/*/*.po) $(V)/node.ok
	$(NODE_PATH_FIRST) $(V)/bin/python assets/build.py

catalogues: $(V)/catalogues.ok
$(V)/catalogues.ok: $(wildcard healthapp/translations/*/*.po) healthapp/catalogues.py $(V)/run.ok
	$(V)/bin/python -m healthapp.catalogues && touch $@

clean:
	rm -rf $(V) node_modules healthapp/static/dist healthapp/translations/*/LC_MESSAGES .data
