"""Every clock says whose duty it is, in every language, and names nobody who does not have it on a list."""

from __future__ import annotations

import pytest

from healthapp import i18n
from healthapp.deadlines import duties
from healthapp.deadlines.kinds import REGISTRY


@pytest.mark.parametrize("language", list(i18n.LANGUAGES))
@pytest.mark.parametrize("kind", sorted(REGISTRY))
def test_every_clock_says_whose_duty_it_is(kind: str, language: str) -> None:
    with i18n.in_language(language):
        prefix = i18n.gettext("duty: %(whom)s", whom="")
        assert duties.duty(kind).startswith(prefix)
        assert len(duties.duty(kind)) > len(prefix)


def test_whoever_answers_for_a_clock_of_several_has_it_on_the_list() -> None:
    assert [code for code, roles in duties.ANSWERS.items() if not roles <= REGISTRY[code].roles] == []


def test_no_words_are_kept_for_roles_no_clock_names() -> None:
    named = {kind.roles for kind in REGISTRY.values()} | set(duties.ANSWERS.values())
    assert set(duties.WORDS) - named == set()
