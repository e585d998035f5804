"""Bringing an instrument's licensed words and new cut-offs into the site's own database. Nothing here commits.

What is brought is held against the definition by the rules of ``screening``; a wrong table is refused whole, with
every fault. A cut-off begins on a later day, so that no result that somebody acted on is named otherwise afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp import audit
from healthapp.database import UnitOfWork
from healthapp.i18n import local
from healthapp.ledger import canonical
from healthapp.risk import events, shelf
from healthapp.risk.models import CutOff, InstrumentText
from healthapp.risk.schemas import NewCutOff, NewWords
from screening import check, policies, sheet
from screening.model import Definition, Outcome, Policy, Score
from screening.reading import Refused

Chosen = tuple[Outcome, Score]


@dataclass(frozen=True, slots=True)
class Entry:
    """An instrument as this site has it: its definition, its cut-offs and the words that were imported."""

    definition: Definition
    policies: tuple[Policy, ...]
    texts: Sequence[InstrumentText]
    cut_offs: Sequence[CutOff]

    @property
    def imported(self) -> bool:
        """Whether its words are the site's to bring."""
        return self.definition.text == "site"

    def outcome(self, name: str) -> Chosen | None:
        """An outcome that takes a cut-off, with its score."""
        scores = {score.id: score for score in self.definition.scores}
        for outcome in self.definition.outcomes:
            if outcome.id == name and outcome.score is not None:
                return outcome, scores[outcome.score]
        return None


def rising(outcome: Outcome, score: Score) -> list[str]:
    """The bands in the order in which their points rise; the first begins by itself."""
    return list(outcome.bands) if score.worse == "high" else list(reversed(outcome.bands))


class WordsRefused(Exception):
    """The table is wrong; ``faults`` is everything that is."""

    def __init__(self, faults: Sequence[sheet.Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = list(faults)


class CutOffRefused(Exception):
    """The cut-off is wrong: ``code`` is past, order, cover, known or cautious."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(detail or code)
        self.code = code


def entries(session: Session) -> list[Entry]:
    """Every instrument, by its code."""
    known = shelf.of(session)
    texts = session.scalars(sa.select(InstrumentText).order_by(InstrumentText.added_at.desc())).all()
    cut_offs = session.scalars(sa.select(CutOff).order_by(CutOff.valid_from.desc())).all()
    found = []
    for name in known.ids():
        one = known.get(name)
        own = [row for row in texts if row.instrument == name]
        added = [row for row in cut_offs if row.instrument == name]
        found.append(Entry(one.definition, one.policies, own, added))
    return found


def entry(session: Session, name: str) -> Entry | None:
    return next((one for one in entries(session) if one.definition.id == name), None)


def add_words(uow: UnitOfWork, found: Entry, command: NewWords, content: bytes) -> InstrumentText:
    """Keep the words of a table. Raises WordsRefused. The same words twice are kept once."""
    definition = found.definition
    read = sheet.read(content, definition, command.language, command.status, command.source)
    if isinstance(read, list):
        raise WordsRefused(read)
    data = sheet.stored(read)
    digest = canonical.digest(data)
    uow.lock(f"words:{definition.key}:{command.language}")
    known = shelf.of(uow.session).digest(definition, command.language)
    if known == digest.hex():
        return uow.session.scalars(sa.select(InstrumentText).where(InstrumentText.digest == digest)).first()  # type: ignore[return-value]
    row = InstrumentText(
        instrument=definition.id,
        version=definition.version,
        language=command.language,
        status=command.status,
        source=command.source,
        content=data,
        digest=digest,
        added_at=uow.now(),
        added_by=uow.actor.user_id,
        added_by_name=uow.actor.name,
    )
    uow.session.add(row)
    uow.session.flush()
    shelf.forget(uow.session)
    audit.record(
        uow,
        events.INSTRUMENT_WORDS_ADDED,
        subject=("instrument_text", row.id),
        digest=digest,
        instrument=definition.id,
        version=definition.version,
        language=command.language,
    )
    return row


def add_cut_off(uow: UnitOfWork, found: Entry, command: NewCutOff) -> CutOff:
    """Add a cut-off to the shipped ones. Raises CutOffRefused."""
    chosen = found.outcome(command.outcome)
    if chosen is None:
        raise CutOffRefused("known")
    if command.valid_from <= local(uow.now()).date():
        raise CutOffRefused("past")
    uow.lock(f"cut-off:{found.definition.key}")
    shelf.forget(uow.session)  # somebody may have added one since
    found = entry(uow.session, found.definition.id) or found
    data = _policy_data(command, *chosen)
    policy = _checked(found, data)
    row = CutOff(
        instrument=found.definition.id,
        major=found.definition.major,
        content=data,
        digest=canonical.digest(data),
        valid_from=policy.valid_from,
        valid_until=policy.valid_until,
        added_at=uow.now(),
        added_by=uow.actor.user_id,
        added_by_name=uow.actor.name,
    )
    uow.session.add(row)
    uow.session.flush()
    shelf.forget(uow.session)
    audit.record(
        uow,
        events.CUT_OFF_ADDED,
        subject=("cut_off", row.id),
        digest=row.digest,
        instrument=row.instrument,
        outcome=command.outcome,
        valid_from=command.valid_from.isoformat(),
    )
    return row


def _policy_data(command: NewCutOff, outcome: Outcome, score: Score) -> dict[str, object]:
    """The policy as a file would say it. Raises CutOffRefused for edges that do not rise or leave the score."""
    edges = sorted(command.edges.items(), key=lambda pair: pair[1])
    bands = rising(outcome, score)
    starts = [(score.minimum, bands[0]), *((at, band) for band, at in edges)]
    ranks = [bands.index(band) for _at, band in starts]
    numbers = [at for at, _band in starts]
    if ranks != sorted(set(ranks)) or numbers != sorted(set(numbers)):
        raise CutOffRefused("order")
    if numbers[-1] > score.maximum:
        raise CutOffRefused("cover")
    ends = [number - 1 for number in numbers[1:]] + [score.maximum]
    data: dict[str, object] = {
        "outcome": outcome.id,
        "language": command.language,
        "sex": list(command.sexes),
        "cuts": [[first, last, band] for (first, band), last in zip(starts, ends, strict=True)],
        "population": command.population,
        "source": command.source,
        "basis": command.basis,
        "valid_from": command.valid_from.isoformat(),
    }
    if command.valid_until is not None:
        data["valid_until"] = command.valid_until.isoformat()
    return data


def _checked(found: Entry, data: dict[str, object]) -> Policy:
    definition = found.definition
    try:
        policy = policies.policy(definition.key, data, definition.id, definition.major)
    except Refused as refused:
        raise CutOffRefused("cover", str(refused)) from None
    if any(policy.key == one.key for one in found.policies):
        raise CutOffRefused("known")
    if wrong := check.added_problems(definition, found.policies, policy):
        raise CutOffRefused("cautious" if "cautious" in wrong[0] else "cover", wrong[0])
    return policy
