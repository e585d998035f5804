"""Putting papers into a file, taking them out with a reason, and freezing the file when it is sent."""

from __future__ import annotations

from typing import Any

from healthapp import audit
from healthapp.cases import queries as cases
from healthapp.cases.bundle import drawing, queries, uploads
from healthapp.cases.bundle.models import CaseBundle, CaseNote, CasePaper
from healthapp.cases.bundle.queries import OnePaper, Papers
from healthapp.cases.bundle.schemas import Add
from healthapp.cases.events import BUNDLE_SEALED, CASE_ASSIGNED, CASE_NOTED, PAPER_ADDED, PAPER_REMOVED
from healthapp.cases.models import Case
from healthapp.cases.queries import Found
from healthapp.database import UnitOfWork, uuid7
from healthapp.ledger import canonical
from healthapp.vault import services as files
from healthapp.vault.store import Store
from referrals import checklists

#: Steps with which the file leaves somebody's hands: it is frozen as it is then.
SENDING = frozenset({"sign", "submit", "forward", "send_to_court", "answer_court"})


class Refused(Exception):
    """``code``: closed (the case has ended), not_drawable, removed_already."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def add(uow: UnitOfWork, store: Store, found: Found, wanted: Add, data: bytes = b"") -> CasePaper:
    """Put a paper in. Raises Refused, uploads.RefusedFile or vault.store.VaultFull; then nothing was kept."""
    found = _open(uow, found)
    row = CasePaper(
        id=uuid7(),
        case_id=found.id,
        code=wanted.code,
        kind=wanted.way,
        title=wanted.title,
        dated=wanted.dated,
        content=_content(uow, found, wanted),
        added_at=uow.now(),
        added_by=uow.actor.user_id,
        added_by_name=uow.actor.name,
        added_by_role=uow.actor.main_role.value if uow.actor.main_role else "",
    )
    row.digest = canonical.digest(row.content)
    if wanted.way == "file":
        accepted = uploads.check(data)
        kept = files.keep(
            uow,
            store,
            data,
            media_type=accepted.media_type,
            subject=("case_paper", row.id),
            facility_id=found.person.facility_id or found.row.opened_in,
            person_id=found.person_id,
        )
        row.file_id, row.sheets, row.digest = kept.id, accepted.sheets, kept.sha256
    uow.session.add(row)
    _note(uow, PAPER_ADDED, found, row)
    recount(uow, found.row)
    return row


def written(uow: UnitOfWork, row: Case, texts: tuple[tuple[str, str], ...]) -> None:
    """Keep the papers that were written with a step of the case; the step's own event is the log's."""
    for code, text in texts:
        body = {"text": text}
        uow.session.add(
            CasePaper(
                id=uuid7(),
                case_id=row.id,
                code=code,
                kind="text",
                content=body,
                digest=canonical.digest(body),
                added_at=uow.now(),
                added_by=uow.actor.user_id,
                added_by_name=uow.actor.name,
                added_by_role=uow.actor.main_role.value if uow.actor.main_role else "",
            )
        )
    recount(uow, row)


def remove(uow: UnitOfWork, one: OnePaper, reason: str) -> None:
    """Take a paper out; what was frozen with it keeps it. Raises Refused."""
    found = _open(uow, one.papers.found)
    row = uow.session.get_one(CasePaper, one.paper.id, populate_existing=True)
    if row.removed_at is not None:
        raise Refused("removed_already")
    row.removed_at, row.removed_by, row.removed_by_name = uow.now(), uow.actor.user_id, uow.actor.name
    row.remove_reason = reason
    _note(uow, PAPER_REMOVED, found, row)
    recount(uow, found.row)


def recount(uow: UnitOfWork, row: Case) -> None:
    """Keep beside the case how complete its file is, for lists."""
    uow.session.flush()
    row.papers = queries.fulfilled(uow.session, row)


def manifest(papers: Papers) -> dict[str, Any]:
    """What a bundle says: each item with its standing, each paper with its digest."""
    return {
        "case": papers.found.row.number,
        "items": [
            {"code": item.code, "standing": papers.standing(item).value, "papers": [_entry(p) for p in papers.of(item)]}
            for item in papers.items
        ],
        "others": [_entry(paper) for paper in papers.others],
    }


def _entry(paper: CasePaper) -> dict[str, Any]:
    return {"id": str(paper.id), "code": paper.code, "kind": paper.kind, "digest": paper.digest.hex()}


def seal(uow: UnitOfWork, found: Found, step: str) -> CaseBundle | None:
    """Freeze the whole file because ``step`` sends it; None for a pathway without a checklist."""
    if step not in SENDING or not checklists.of(found.row.pathway):
        return None
    whole = queries.of_case(uow.session, Found(found.row, found.person, found.events, found.case, clinical=True))
    content = manifest(whole)
    assert uow.actor.user_id is not None
    row = CaseBundle(
        id=uuid7(),
        case_id=found.id,
        place=queries.next_place(uow.session, found.id),
        step=step,
        sealed_at=uow.now(),
        sealed_by=uow.actor.user_id,
        sealed_by_name=uow.actor.name,
        content=content,
        digest=canonical.digest(content),
    )
    uow.session.add(row)
    audit.record(
        uow,
        BUNDLE_SEALED,
        about=found,
        subject=("case_bundle", row.id),
        digest=row.digest,
        pathway=found.row.pathway,
        place=row.place,
    )
    return row


def note(uow: UnitOfWork, found: Found, text: str) -> CaseNote:
    """Write a remark beside the case."""
    assert uow.actor.user_id is not None
    row = CaseNote(
        id=uuid7(), case_id=found.id, at=uow.now(), author_id=uow.actor.user_id, author_name=uow.actor.name, text=text
    )
    uow.session.add(row)
    audit.record(uow, CASE_NOTED, about=found, subject=("case_note", row.id), pathway=found.row.pathway)
    return row


class InHand(Exception):
    """Somebody else took the case in hand, or laid it down, since the page was drawn. ``name``: who has it now, empty
    for nobody."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def assign(uow: UnitOfWork, found: Found, *, taken: bool, seen: str | None = None) -> None:
    """The acting reviewer takes the case in hand, or lays it down; a second click changes nothing.

    ``seen``: the account that had it when the page was drawn, empty for nobody. Raises InHand when it is another by
    now: whoever takes it over from a colleague has read the name.
    """
    uow.lock(f"case:{found.id}")
    row = uow.session.get_one(Case, found.id, populate_existing=True)
    mine = row.assigned_to == uow.actor.user_id
    if mine if taken else row.assigned_to is None:
        return
    if (seen is not None and seen != str(row.assigned_to or "")) or not (taken or mine):
        raise InHand(row.assigned_name or "")
    row.assigned_to, row.assigned_name = (uow.actor.user_id, uow.actor.name) if taken else (None, None)
    audit.record(
        uow,
        CASE_ASSIGNED,
        about=found,
        subject=("referral_case", found.id),
        pathway=found.row.pathway,
        taken="yes" if taken else "no",
    )


def _open(uow: UnitOfWork, found: Found) -> Found:
    uow.lock(f"case:{found.id}")
    again = cases.held(uow.session, uow.actor, found.id)
    if again.row.outcome:
        raise Refused("closed")
    return again


def _content(uow: UnitOfWork, found: Found, wanted: Add) -> dict[str, Any]:
    if wanted.way == "extract":
        until = uow.now() if wanted.course and wanted.code in drawing.WITH_COURSE else None
        drawn = drawing.content(uow.session, found.person_id, wanted.code, wanted.records, course_until=until)
        if drawn is None:
            raise Refused("not_drawable")
        return drawn
    return {"text": wanted.text}


def _note(uow: UnitOfWork, kind: audit.EventType, found: Found, row: CasePaper) -> None:
    audit.record(
        uow,
        kind,
        about=found,
        subject=("case_paper", row.id),
        digest=row.digest,
        pathway=found.row.pathway,
        paper=row.code,
        way=row.kind,
    )
