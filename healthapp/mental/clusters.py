"""Clusters of self-harm: several events within a time and place window, as the dated settings say.

Contagion is a risk for everybody who lives there, so the head of the unit and the Department see it as it grows.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp import settings
from healthapp.access import Identity, Permission, readable_facilities
from healthapp.i18n import caseless
from healthapp.mental.models import SelfHarmEntry
from healthapp.people.models import Facility


@dataclass(frozen=True, slots=True)
class Rule:
    """From how many events on, within how many days, and whether in one wing only."""

    events: int
    window: dt.timedelta
    by_wing: bool


@dataclass(frozen=True, slots=True)
class Cluster:
    """Events that lie close together, the newest first. ``wing`` is empty when the whole facility counts."""

    facility: Facility
    wing: str
    entries: tuple[SelfHarmEntry, ...]

    @property
    def people(self) -> int:
        return len({entry.person_id for entry in self.entries})


def rule_at(session: Session, now: dt.datetime) -> Rule:
    """The rule that holds at ``now``; an unset length or number falls back to 30 days and 2 events."""
    events = settings.current(session, "cluster.events", now).number()
    window = settings.current(session, "cluster.window", now)
    length = window.number()
    days = {"hours": 1 / 24, "minutes": 1 / 1440, "months": 30}.get(window.unit, 1) * (length or 30)
    by_wing = settings.current(session, "cluster.by_wing", now).value is True
    return Rule(max(2, events or 2), dt.timedelta(days=days), by_wing)


def standing(session: Session, identity: Identity, now: dt.datetime) -> list[Cluster]:
    """The clusters of the window that ends now, in the identity's units, the largest first."""
    rule = rule_at(session, now)
    places = readable_facilities(identity, Permission.CLUSTER_READ)
    query = (
        sa.select(SelfHarmEntry, Facility)
        .join(Facility, Facility.id == SelfHarmEntry.facility_id)
        .where(SelfHarmEntry.discovered_at > now - rule.window)
        .order_by(SelfHarmEntry.discovered_at.desc())
    )
    if places is not None:
        query = query.where(SelfHarmEntry.facility_id.in_(places))
    return grouped([(entry, facility) for entry, facility in session.execute(query)], rule)


def grouped(rows: Iterable[tuple[SelfHarmEntry, Facility]], rule: Rule) -> list[Cluster]:
    """The groups of at least ``rule.events`` among ``rows`` that all lie within one window."""
    by_place: dict[tuple[uuid.UUID, str], list[SelfHarmEntry]] = defaultdict(list)
    facilities: dict[uuid.UUID, Facility] = {}
    for entry, facility in rows:
        facilities[facility.id] = facility
        wing = caseless(entry.wing.strip()) if rule.by_wing else ""
        by_place[facility.id, wing].append(entry)
    found = [
        Cluster(facilities[place], entries[0].wing if rule.by_wing else "", tuple(entries))
        for (place, _wing), entries in by_place.items()
        if len(entries) >= rule.events
    ]
    return sorted(found, key=lambda one: (-len(one.entries), one.facility.name, one.wing))
