"""Gathering what the bound volume prints: the file as frozen or as it lies now, with the bytes of its uploads."""

from __future__ import annotations

import uuid
from dataclasses import replace

from sqlalchemy.orm import Session

from healthapp import audit
from healthapp.cases.bundle import document, drawing, queries, services, uploads
from healthapp.cases.bundle.models import CasePaper
from healthapp.cases.bundle.queries import Papers
from healthapp.cases.events import BUNDLE_PRINTED
from healthapp.database import UnitOfWork
from healthapp.ledger import canonical
from healthapp.people import copies
from healthapp.vault import images
from healthapp.vault import services as vault
from healthapp.vault.store import Store


def as_of(session: Session, papers: Papers, place: int) -> Papers | None:
    """The papers as they were frozen the ``place``-th time; 0: as they lie now, in the checklist's order."""
    if place == 0:
        ordered = [paper for item in papers.items for paper in papers.of(item)] + papers.others
        return replace(papers, papers=tuple(dict.fromkeys(ordered)))
    bundle = next((row for row in papers.bundles if row.place == place), None)
    if bundle is None:
        return None
    named = [entry for item in bundle.content["items"] for entry in item["papers"]] + bundle.content["others"]
    ids = list(dict.fromkeys(uuid.UUID(entry["id"]) for entry in named))
    found = queries.by_ids(session, ids)
    digests = {entry["id"]: entry["digest"] for entry in named}
    if any(paper.digest.hex() != digests[str(paper.id)] for paper in found):
        raise drawing.Altered(papers.found.row.number)
    return replace(papers, papers=tuple(found))


def volume(
    uow: UnitOfWork, store: Store, papers: Papers, *, place: int, language: str, synthetic: bool
) -> tuple[str, bytes]:
    """(file name, PDF); the print is an event first. Raises drawing.Altered or vault.store.VaultDamaged."""
    found = papers.found
    bundle = next((row for row in papers.bundles if row.place == place), None)
    digest = bundle.digest if bundle is not None else canonical.digest(services.manifest(papers))
    event = audit.record(
        uow,
        BUNDLE_PRINTED,
        about=papers,
        subject=("referral_case", found.id),
        digest=digest,
        pathway=found.row.pathway,
        place=place,
        language=language,
    )
    wanted = document.Wanted(language, place, digest, copies.institution_of(uow.session, found.person), synthetic)
    files = {}
    for id_, row in queries.files_of(uow.session, list(papers.papers)).items():
        data = vault.read(uow, store, row, copy="print")
        files[id_] = (row.media_type, data if row.media_type == uploads.PDF else images.shown_copy(data))
    return document.render(uow.session, papers, event, wanted, files)


def records_of(session: Session, paper: CasePaper) -> list[tuple[str, str]]:
    """(title, who signed) of each record a paper was drawn from."""
    return [(extract.title, extract.signed) for extract in drawing.drawn(session, paper.content)]
