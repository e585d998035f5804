"""``verify.html`` from the disk with the network cut: it says what the command says, of everything one may bring."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from healthapp.i18n import LANGUAGES, in_language
from healthapp.ledger import offline, offline_words
from healthapp.ledger.proof import ConsistencyProof, InclusionProof
from tests.support import browser as browsers
from tests.support import carried
from tests.support import offline as support
from tests.support.carried import KEY, LEDGER, Case, cases
from tests.support.offline import OfflinePage
from tests.unit.ledger import reference

CASES = list(cases())


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsers.launched() as made:
        yield made


@pytest.fixture(scope="module", params=[True, False], ids=["webcrypto", "own arithmetic"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[OfflinePage]:
    with support.opened(browser, webcrypto=request.param) as made:
        yield made


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_page_and_the_command_agree(page: OfflinePage, case: Case):
    lines = offline.judge(case.files, case.keys)
    assert page.judge(case.files, case.keys) == lines
    assert page.page.get_attribute("#answer", "data-verdict") == offline.verdict(lines)[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_they_say_it_in_the_same_words(page: OfflinePage, language: str):
    for case in CASES[:30:3]:
        lines = page.judge(case.files, case.keys)
        with in_language(language):
            assert page.sentences(language) == [offline_words.sentence(line) for line in lines]


def test_the_published_trees(page: OfflinePage):
    """Every proof in the tree of the certificate-transparency reference code; its leaves are not of our form."""
    told = reference.LEAVES
    assert [reference.mth(told[:size]) for size in range(9)] == reference.ROOTS
    slips = [(f"slip {size}", carried.signed(told, size)) for size in range(1, 9)]
    proofs = [(f"{old} {new}", carried.continued(told, old, new)) for new in range(1, 9) for old in range(1, new + 1)]
    lines = page.judge([*slips, *proofs], [KEY])
    assert lines == offline.judge([*slips, *proofs], [KEY])
    assert [line[0] for line in lines].count("continues") == 36
    assert all(line[1] for line in lines)
    leaves = [(f"{at}/{size}", carried.included(told, at, size)) for size in range(1, 9) for at in range(size)]
    found = page.judge(leaves, [KEY])
    assert found == offline.judge(leaves, [KEY])
    assert [line[0] for line in found].count("leaf_unreadable") == 36


def test_published_trees_bent(page: OfflinePage):
    """One hash exchanged anywhere in a proof is enough."""
    told = reference.LEAVES
    bent = []
    for at in range(3):
        path = list(reference.proof(3, told))
        path[at] = bytes(32)
        proof = ConsistencyProof(3, tuple(path), carried.note(told, 8, LEDGER)).encode().encode()
        bent.append((f"today {at}", proof))
        siblings = list(reference.path(5, told))
        siblings[at] = bytes(32)
        held = InclusionProof(5, tuple(siblings), carried.note(told, 8, LEDGER), told[5])
        bent.append((f"leaf {at}", held.encode().encode()))
    files = [("slip", carried.signed(told, 3)), *bent]
    lines = page.judge(files, [KEY])
    assert lines == offline.judge(files, [KEY])
    assert [line[0] for line in lines if line[1] is False] == ["history_rewritten"] * 3 + ["not_included"] * 3


@pytest.mark.parametrize("size", [browsers.DESKTOP, browsers.TABLET, browsers.NARROW], ids=str)
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_can_be_read_by_everybody(browser: Browser, size: tuple[int, int], language: str):
    wanted = next(case for case in CASES if case.first == "history_rewritten")
    viewport = {"width": size[0], "height": size[1]}
    # A network there is, or axe could not be put in; the page is told nothing by it.
    with support.opened(browser, viewport=viewport, locale=language, bypass_csp=True) as page:
        page.judge(wanted.files, wanted.keys)
        assert page.page.get_attribute("html", "lang") == language
        assert browsers.overflow(page.page) <= 0
        assert browsers.violations(page.page) == []


def test_its_own_policy_lets_nothing_out(browser: Browser):
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(support.page_file())
        blocked = page.evaluate(
            "() => new Promise(done => { document.addEventListener('securitypolicyviolation',"
            " event => done(event.effectiveDirective)); fetch('http://127.0.0.1:9/').catch(() => {}); })"
        )
        assert blocked == "connect-src"
