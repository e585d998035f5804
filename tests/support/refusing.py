"""The pages of refusals, for tests that are refused ten thousand times."""

from __future__ import annotations

import pytest
from flask import render_template, request

from healthapp.web.request import current_identity

#: What was drawn by this process: which page, and at which address or for whom.
_drawn: set[tuple[object, ...]] = set()


def drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw the page of a refusal at each address once and for each role once, and give its name otherwise: drawing is
    a fifth of such a request, and the page knows no more than the address and the role.
    """

    def drawn(name: str, **values: object) -> str:
        asked = {(name, request.endpoint, request.method), (name, current_identity().main_role)}
        if asked <= _drawn:
            return name
        _drawn.update(asked)
        return render_template(name, **values)

    monkeypatch.setattr("healthapp.web.errors.render_template", drawn)
