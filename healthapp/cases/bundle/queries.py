"""Reading the papers of a case: what lies in the file now, what was frozen, how complete it is."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.access import Identity
from healthapp.cases import queries as cases
from healthapp.cases.bundle.models import CaseBundle, CaseNote, CasePaper
from healthapp.cases.models import Case
from healthapp.cases.queries import Found
from healthapp.vault.models import StoredFile
from referrals import checklists
from referrals.checklists import CUSTODY_PAPERS, Item, Standing

NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Papers:
    """The file of a case as the reader may see it: the administration its own papers, everybody else all of them."""

    found: Found
    items: tuple[Item, ...]
    papers: tuple[CasePaper, ...]
    bundles: tuple[CaseBundle, ...]

    @property
    def person_id(self) -> uuid.UUID:
        return self.found.person_id

    @property
    def facility_id(self) -> uuid.UUID | None:
        return self.found.facility_id

    @property
    def present(self) -> frozenset[str]:
        return frozenset(paper.code for paper in self.papers if paper.kind != NOT_APPLICABLE)

    @property
    def waived(self) -> frozenset[str]:
        return frozenset(paper.code for paper in self.papers if paper.kind == NOT_APPLICABLE)

    def standing(self, item: Item) -> Standing:
        return checklists.standing(item, self.present, self.waived)

    def of(self, item: Item) -> list[CasePaper]:
        return [paper for paper in self.papers if paper.code in item.papers]

    @property
    def others(self) -> list[CasePaper]:
        """Papers that no line of the checklist asks for."""
        asked = {code for item in self.items for code in item.papers}
        return [paper for paper in self.papers if paper.code not in asked]


@dataclass(frozen=True, slots=True)
class OnePaper:
    """A paper with the file it lies in, as the guard asks for it."""

    papers: Papers
    paper: CasePaper
    file: StoredFile | None

    @property
    def person_id(self) -> uuid.UUID:
        return self.papers.person_id

    @property
    def facility_id(self) -> uuid.UUID | None:
        return self.papers.facility_id


def find(session: Session, identity: Identity, case_id: uuid.UUID) -> Papers | None:
    """The papers of a case in scope; None otherwise."""
    found = cases.find(session, identity, case_id)
    return of_case(session, found) if found is not None else None


def of_case(session: Session, found: Found) -> Papers:
    """The papers of a case the caller found within scope. Two statements."""
    rows = _in_file(session, found.id)
    bundles = session.scalars(sa.select(CaseBundle).where(CaseBundle.case_id == found.id).order_by(CaseBundle.place))
    items = checklists.of(found.row.pathway)
    if not found.clinical:
        rows = [row for row in rows if row.code in CUSTODY_PAPERS]
        items = tuple(item for item in items if item.code in CUSTODY_PAPERS)
    return Papers(found, items, tuple(rows), tuple(bundles))


def find_paper(session: Session, identity: Identity, case_id: uuid.UUID, paper_id: uuid.UUID) -> OnePaper | None:
    """One paper that lies in the file, or lay there when it was frozen; as far as the reader may see it."""
    papers = find(session, identity, case_id)
    paper = session.get(CasePaper, paper_id)
    if papers is None or paper is None or paper.case_id != papers.found.id:
        return None
    if not papers.found.clinical and paper.code not in CUSTODY_PAPERS:
        return None
    return OnePaper(papers, paper, session.get(StoredFile, paper.file_id) if paper.file_id else None)


def by_ids(session: Session, ids: list[uuid.UUID]) -> list[CasePaper]:
    """Papers in the order given, those taken out since included."""
    rows = {row.id: row for row in session.scalars(sa.select(CasePaper).where(CasePaper.id.in_(ids)))}
    return [rows[id_] for id_ in ids]


def files_of(session: Session, papers: list[CasePaper]) -> dict[uuid.UUID, StoredFile]:
    ids = [paper.file_id for paper in papers if paper.file_id is not None]
    return {row.id: row for row in session.scalars(sa.select(StoredFile).where(StoredFile.id.in_(ids)))}


def on_file(session: Session, case_id: uuid.UUID) -> tuple[frozenset[str], frozenset[str]]:
    """(codes of papers in the file, codes for which a reason stands instead)."""
    rows = _in_file(session, case_id)
    return (
        frozenset(row.code for row in rows if row.kind != NOT_APPLICABLE),
        frozenset(row.code for row in rows if row.kind == NOT_APPLICABLE),
    )


def fulfilled(session: Session, row: Case) -> int:
    """Items of the checklist that are present or do not apply."""
    return checklists.fulfilled(row.pathway, *on_file(session, row.id))[0]


def next_place(session: Session, case_id: uuid.UUID) -> int:
    last = session.scalar(sa.select(sa.func.max(CaseBundle.place)).where(CaseBundle.case_id == case_id))
    return (last or 0) + 1


def notes(session: Session, case_id: uuid.UUID) -> list[CaseNote]:
    """Remarks beside the case, the latest first. The caller found the case within scope."""
    query = sa.select(CaseNote).where(CaseNote.case_id == case_id).order_by(CaseNote.at.desc(), CaseNote.id.desc())
    return list(session.scalars(query))


def _in_file(session: Session, case_id: uuid.UUID) -> list[CasePaper]:
    query = sa.select(CasePaper).where(CasePaper.case_id == case_id, CasePaper.removed_at.is_(None))
    return list(session.scalars(query.order_by(CasePaper.added_at, CasePaper.id)))
