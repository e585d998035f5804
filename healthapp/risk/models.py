"""The episode of suicide risk with everything that was decided, done and seen in it.

An episode has one level at a time; every change of it, every review and every observation is a row of its own, which
is added and never rewritten. Levels and limits are ``screening``'s.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from healthapp.database import Base, Clinical, Id


class RiskEpisode(Id, Clinical, Base):
    """One episode, from its opening to its closing. Opening again makes a new one that names the old."""

    __tablename__ = "risk_episode"
    __table_args__ = (
        sa.CheckConstraint("state IN ('open', 'closed')", "state"),
        sa.CheckConstraint("level BETWEEN 0 AND 4", "level"),
        sa.CheckConstraint("state = 'open' OR (closed_at IS NOT NULL AND level = 0)", "closed_is_level_0"),
        sa.Index("uq_risk_episode_open", "person_id", unique=True, sqlite_where=sa.text("state = 'open'"),
                 postgresql_where=sa.text("state = 'open'")),
        sa.Index(None, "facility_id", "state"),
        sa.Index(None, "person_id", "opened_at"),
    )  # fmt: skip

    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    facility_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("facility.id"), comment="Who keeps watch now")
    state: Mapped[str] = mapped_column(sa.String(10), default="open", comment="open, closed")
    level: Mapped[int] = mapped_column(comment="0 (closed) to 4 (constant observation)")
    level_since: Mapped[dt.datetime] = mapped_column(comment="When the current level began")
    nudge: Mapped[int] = mapped_column(default=500, comment="Random place of the next window, thousandths")
    opened_at: Mapped[dt.datetime] = mapped_column(comment="When it was opened")
    opened_by: Mapped[uuid.UUID | None] = mapped_column(comment="Account that opened it")
    opened_by_name: Mapped[str] = mapped_column(sa.String(120), default="", comment="Name of that account at the time")
    source: Mapped[str] = mapped_column(
        sa.String(20), comment="screen, concern, self_harm, officer, family, lawyer, call_centre, reopened"
    )
    informant: Mapped[str] = mapped_column(sa.Text, default="", comment="Who told of it, as they named themselves")
    reason: Mapped[str] = mapped_column(sa.Text, comment="What was seen, said or told, in plain words")
    record_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("clinical_record.id"), comment="The screening it follows from"
    )
    reopens_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("risk_episode.id"), comment="The closed episode this one goes on from"
    )
    next_review_at: Mapped[dt.datetime | None] = mapped_column(comment="When the next review is due at the latest")
    last_self_harm_at: Mapped[dt.datetime | None] = mapped_column(comment="Last self-harm known, also before opening")
    closed_at: Mapped[dt.datetime | None] = mapped_column(comment="When it was closed")
    closed_by: Mapped[uuid.UUID | None] = mapped_column(comment="Account that closed it")
    revision: Mapped[int] = mapped_column(default=1, comment="Rises with every change: two people notice each other")


class RiskLevelChange(Id, Clinical, Base):
    """One change of level with who decided and why. Added, never changed."""

    __tablename__ = "risk_level_change"
    __table_args__ = (
        sa.CheckConstraint("act IN ('opened', 'raised', 'lowered', 'closed')", "act"),
        sa.Index(None, "episode_id", "at"),
    )

    episode_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("risk_episode.id"))
    at: Mapped[dt.datetime] = mapped_column(comment="From when the level holds")
    act: Mapped[str] = mapped_column(sa.String(10), comment="opened, raised, lowered, closed")
    level_before: Mapped[int] = mapped_column(comment="Level until then; 0 at opening")
    level_after: Mapped[int] = mapped_column(comment="Level from then on")
    reason: Mapped[str] = mapped_column(sa.Text, comment="Why")
    by: Mapped[uuid.UUID | None] = mapped_column(comment="Account that decided")
    by_name: Mapped[str] = mapped_column(sa.String(120), default="", comment="Name at the time")
    discipline: Mapped[str] = mapped_column(sa.String(20), comment="Profession they decided in")


class RiskReport(Id, Clinical, Base):
    """What was seen or told while an episode was open already, by a call or a screening. Added, never changed."""

    __tablename__ = "risk_report"
    __table_args__ = (sa.Index(None, "episode_id", "at"),)

    episode_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("risk_episode.id"))
    at: Mapped[dt.datetime] = mapped_column(comment="When it was written down")
    source: Mapped[str] = mapped_column(
        sa.String(20), comment="screen, concern, self_harm, officer, family, lawyer, call_centre"
    )
    informant: Mapped[str] = mapped_column(sa.Text, default="", comment="Who told of it, as they named themselves")
    reason: Mapped[str] = mapped_column(sa.Text, comment="What was seen, said or told, in plain words")
    record_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("clinical_record.id"), comment="The screening it follows from"
    )
    by: Mapped[uuid.UUID | None] = mapped_column(comment="Account that wrote it down")
    by_name: Mapped[str] = mapped_column(sa.String(120), default="", comment="Name at the time")


class RiskAction(Id, Clinical, Base):
    """One item of the care plan: what, who, by when, and what became of it."""

    __tablename__ = "risk_action"
    __table_args__ = (
        sa.CheckConstraint("state IN ('open', 'done', 'handed_over', 'dropped')", "state"),
        sa.CheckConstraint("state = 'open' OR ended_at IS NOT NULL", "ended_has_time"),
        sa.Index(None, "episode_id", "state"),
    )

    episode_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("risk_episode.id"))
    text: Mapped[str] = mapped_column(sa.Text, comment="What is to be done")
    owner: Mapped[str] = mapped_column(sa.String(120), comment="Who does it")
    due_at: Mapped[dt.datetime] = mapped_column(comment="Until when")
    made_at: Mapped[dt.datetime] = mapped_column(comment="When it was agreed")
    made_by: Mapped[uuid.UUID | None] = mapped_column(comment="Account that wrote it down")
    made_by_name: Mapped[str] = mapped_column(sa.String(120), default="", comment="Name at the time")
    state: Mapped[str] = mapped_column(sa.String(12), default="open", comment="open, done, handed_over, dropped")
    ended_at: Mapped[dt.datetime | None] = mapped_column(comment="When it was done, handed over or dropped")
    ended_by: Mapped[uuid.UUID | None] = mapped_column(comment="Account that said so")
    outcome: Mapped[str] = mapped_column(sa.Text, default="", comment="What came of it, or why it was dropped")


class RiskReview(Id, Clinical, Base):
    """One assessment, contact, review or closing meeting. Added, never changed."""

    __tablename__ = "risk_review"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('assessment', 'contact', 'review', 'closure', 'post_closure')", "kind"),
        sa.CheckConstraint("ideation IN ('yes', 'no', 'refused', 'not_asked')", "ideation"),
        sa.Index(None, "episode_id", "held_at"),
    )

    episode_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("risk_episode.id"))
    kind: Mapped[str] = mapped_column(sa.String(12), comment="assessment, contact, review, closure, post_closure")
    held_at: Mapped[dt.datetime] = mapped_column(comment="When it was held")
    recorded_at: Mapped[dt.datetime] = mapped_column(comment="When it was written down")
    due_at: Mapped[dt.datetime | None] = mapped_column(comment="When it was due, as it stood then")
    attendees: Mapped[list[Any]] = mapped_column(comment="discipline and name of each who took part")
    person_seen: Mapped[bool] = mapped_column(comment="Whether the person took part")
    why_not_seen: Mapped[str] = mapped_column(sa.Text, default="", comment="Why the person did not")
    ideation: Mapped[str] = mapped_column(sa.String(10), comment="Thoughts of suicide asked about: the answer")
    person_view: Mapped[str] = mapped_column(sa.Text, default="", comment="The person's own view, in their words")
    findings: Mapped[str] = mapped_column(sa.Text, default="", comment="What was found and why it was decided so")
    disagreement: Mapped[str | None] = mapped_column(sa.Text, comment="Who did not agree and why; empty: all agreed")
    level_before: Mapped[int] = mapped_column(comment="Level it began with")
    level_after: Mapped[int] = mapped_column(comment="Level it left")
    next_due_at: Mapped[dt.datetime | None] = mapped_column(comment="When the next one is due")
    by: Mapped[uuid.UUID | None] = mapped_column(comment="Account that wrote it down")
    by_name: Mapped[str] = mapped_column(sa.String(120), default="", comment="Name at the time")


class RiskObservation(Id, Clinical, Base):
    """One look at the person. Added, never changed; a correction is a row that names the one it corrects."""

    __tablename__ = "risk_observation"
    __table_args__ = (
        sa.CheckConstraint("seen IN ('calm', 'talking', 'asleep', 'distressed', 'away', 'relief')", "seen"),
        sa.CheckConstraint("recorded_at >= observed_at", "after_seen"),
        sa.Index("uq_risk_observation_key", "episode_id", "key", unique=True),
        sa.Index(None, "episode_id", "observed_at"),
    )

    episode_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("risk_episode.id"))
    facility_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("facility.id"), comment="Where it was made")
    level: Mapped[int] = mapped_column(comment="Level that held when it was made")
    observed_at: Mapped[dt.datetime] = mapped_column(comment="When the person was seen")
    recorded_at: Mapped[dt.datetime] = mapped_column(comment="Server time when it was entered")
    seen: Mapped[str] = mapped_column(sa.String(12), comment="calm, talking, asleep, distressed, away, relief")
    signs_of_life: Mapped[bool | None] = mapped_column(comment="Of somebody asleep: breathing seen; empty: not said")
    text: Mapped[str] = mapped_column(sa.Text, default="", comment="What was talked about or seen")
    observer_id: Mapped[uuid.UUID | None] = mapped_column(comment="Account that saw the person")
    observer_name: Mapped[str] = mapped_column(sa.String(120), default="", comment="Name at the time")
    late_entry: Mapped[bool] = mapped_column(default=False, comment="Entered so late that it must be marked")
    corrects_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("risk_observation.id"), comment="The entry this one puts right; both stay"
    )
    key: Mapped[uuid.UUID | None] = mapped_column(comment="Made by the device; the same for every try to send it")


class RiskWithdrawal(Id, Clinical, Base):
    """One entry of the watch taken back, because it was made for somebody else. Added, never changed; both stay."""

    __tablename__ = "risk_withdrawal"
    __table_args__ = (sa.UniqueConstraint("observation_id"), sa.Index(None, "episode_id", "at"))

    episode_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("risk_episode.id"))
    observation_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("risk_observation.id"), comment="The entry that no longer counts"
    )
    at: Mapped[dt.datetime] = mapped_column(comment="When it was taken back")
    reason: Mapped[str] = mapped_column(sa.Text, comment="Why it does not belong here")
    by: Mapped[uuid.UUID | None] = mapped_column(comment="Account that took it back")
    by_name: Mapped[str] = mapped_column(sa.String(120), default="", comment="Name at the time")


class RiskPlacement(Id, Clinical, Base):
    """One advice about the cell. A person at level 3 is alone only with a doctor's written override."""

    __tablename__ = "risk_placement"
    __table_args__ = (sa.Index(None, "episode_id", "at"),)

    episode_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("risk_episode.id"))
    at: Mapped[dt.datetime] = mapped_column(comment="From when it holds")
    level: Mapped[int] = mapped_column(comment="Level that held then")
    alone: Mapped[bool] = mapped_column(comment="Whether the person may be alone in a cell")
    override: Mapped[str] = mapped_column(sa.Text, default="", comment="A doctor's written grounds against the rule")
    by: Mapped[uuid.UUID | None] = mapped_column(comment="Account that decided")
    by_name: Mapped[str] = mapped_column(sa.String(120), default="", comment="Name at the time")
    by_role: Mapped[str] = mapped_column(sa.String(20), default="", comment="Role at the time")


class SafetyPlan(Id, Clinical, Base):
    """A safety plan in the person's own words. Each writing is a row; the newest holds."""

    __tablename__ = "safety_plan"
    __table_args__ = (sa.UniqueConstraint("episode_id", "version"),)

    episode_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("risk_episode.id"))
    version: Mapped[int] = mapped_column(comment="1, 2, 3 ... in order of writing")
    language: Mapped[str] = mapped_column(sa.String(3), comment="Language it is written in")
    answers: Mapped[dict[str, Any]] = mapped_column(comment="The person's words by step of the plan")
    written_at: Mapped[dt.datetime] = mapped_column(comment="When it was written")
    by: Mapped[uuid.UUID | None] = mapped_column(comment="Account that wrote it down with the person")
    by_name: Mapped[str] = mapped_column(sa.String(120), default="", comment="Name at the time")
    review_on: Mapped[dt.date | None] = mapped_column(comment="Day on which it is looked at again")
    digest: Mapped[bytes] = mapped_column(comment="SHA-256 of the canonical JSON of the plan")


class RiskHandOver(Id, Clinical, Base):
    """An open episode that changes hands: by transfer to another unit, by release to services outside."""

    __tablename__ = "risk_hand_over"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('transfer', 'release')", "kind"),
        sa.Index(None, "episode_id", "at"),
    )

    episode_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("risk_episode.id"))
    kind: Mapped[str] = mapped_column(sa.String(10), comment="transfer, release")
    at: Mapped[dt.datetime] = mapped_column(comment="When the person left or arrived")
    from_facility_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("facility.id"), comment="Unit that hands over")
    to_facility_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("facility.id"), comment="Unit that receives; empty for a release"
    )
    acknowledged_at: Mapped[dt.datetime | None] = mapped_column(comment="When somebody took it on")
    acknowledged_by: Mapped[uuid.UUID | None] = mapped_column(comment="Account that took it on")
    acknowledged_by_name: Mapped[str] = mapped_column(sa.String(120), default="", comment="Name at the time")
    received_by: Mapped[str] = mapped_column(sa.Text, default="", comment="Of a release: which service, whom, when")


class InstrumentText(Id, Base):
    """The licensed words of one instrument in one language, as a site obtained them. Added, never changed."""

    __tablename__ = "instrument_text"
    __table_args__ = (
        sa.CheckConstraint("status IN ('official', 'adapted', 'working')", "status"),
        sa.Index(None, "instrument", "version", "language"),
    )

    instrument: Mapped[str] = mapped_column(sa.String(40), comment="Instrument, by its code")
    version: Mapped[str] = mapped_column(sa.String(20), comment="Version of the definition the words are for")
    language: Mapped[str] = mapped_column(sa.String(3), comment="az, ru, en")
    status: Mapped[str] = mapped_column(sa.String(10), comment="official, adapted, working")
    source: Mapped[str] = mapped_column(sa.String(300), comment="Whose words, and the permission to use them")
    content: Mapped[dict[str, Any]] = mapped_column(comment="The words by item, answer, band and flag")
    digest: Mapped[bytes] = mapped_column(comment="SHA-256 of the canonical JSON of the content")
    added_at: Mapped[dt.datetime] = mapped_column(comment="When it was imported; the newest is asked")
    added_by: Mapped[uuid.UUID | None] = mapped_column(comment="Account that imported it")
    added_by_name: Mapped[str] = mapped_column(sa.String(120), default="", comment="Name at the time")


class CutOff(Id, Base):
    """One cut-off the Medical Department added to those that are shipped. Added, never changed."""

    __tablename__ = "cut_off"
    __table_args__ = (
        sa.CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", "period"),
        sa.Index(None, "instrument", "major"),
    )

    instrument: Mapped[str] = mapped_column(sa.String(40), comment="Instrument, by its code")
    major: Mapped[int] = mapped_column(comment="Major version of the definition it is for")
    content: Mapped[dict[str, Any]] = mapped_column(comment="The policy as in a policy file: outcome, cuts, source")
    digest: Mapped[bytes] = mapped_column(comment="SHA-256 of the canonical JSON of the content")
    valid_from: Mapped[dt.date] = mapped_column(comment="First day, later than the day it was added")
    valid_until: Mapped[dt.date | None] = mapped_column(comment="Last day; empty: until another one begins")
    added_at: Mapped[dt.datetime] = mapped_column(comment="When it was added")
    added_by: Mapped[uuid.UUID | None] = mapped_column(comment="Account that added it")
    added_by_name: Mapped[str] = mapped_column(sa.String(120), default="", comment="Name at the time")
