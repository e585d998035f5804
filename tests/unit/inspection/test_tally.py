"""How often each answer was given over a sample."""

from __future__ import annotations

from types import SimpleNamespace

from healthapp.inspection import auditing, checklists
from healthapp.inspection.checklists import Question, Version


def test_a_checklist_is_read_once_however_many_audits_follow_it(monkeypatch):
    """One of the mechanism's own was read anew for each: five hundred statements for the page of a large sample."""
    rows = {place: SimpleNamespace(checklist_version=2 + place % 2, answers={"q": "yes"}) for place in range(8)}
    read: list[int] = []

    def version(_session: object, frame: str, number: int) -> Version:
        read.append(number)
        return Version(frame, number, (Question("q", "?"),), None)

    monkeypatch.setattr(auditing, "of_sample", lambda *_asked: rows)
    monkeypatch.setattr(checklists, "version", version)
    found = auditing.tally(None, SimpleNamespace(id=1, frame="records"))
    assert [(one.question, one.counts["yes"]) for one in found] == [("?", 8)]
    assert sorted(read) == [2, 3]
