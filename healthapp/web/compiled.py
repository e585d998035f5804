"""Every page and component compiled before workers are forked, so that they share it."""

from __future__ import annotations

from flask import Flask

from healthapp.web.kit import bytecode, environment


def install(app: Flask) -> None:
    app.jinja_env.bytecode_cache = bytecode.kept


def compile_all(app: Flask) -> None:
    """Compile every page and every component, or take what the last start left."""
    for name in app.jinja_env.list_templates(extensions=["html"]):
        app.jinja_env.get_template(name)
    environment.compile_all()
