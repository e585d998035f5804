"""Given a component that was drawn, when it is drawn again, then its file is not asked for once more."""

from __future__ import annotations

import pytest
from jinja2 import Template

from healthapp.web.forms import FormState
from healthapp.web.kit import ui


def test_no_file_is_asked_for_its_age(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str | None] = []

    def drawn() -> str:
        return str(ui.input(FormState({"weight": "70"}, {}), "weight", "Weight"))

    first = drawn()
    monkeypatch.setattr(Template, "is_up_to_date", property(lambda template: not asked.append(template.name)))
    assert (drawn(), asked) == (first, [])
