"""Appeals and what was done about each. A step is never changed; where an appeal stands is the fold of its steps."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from healthapp.appeals.states import KINDS, OUTCOMES, SOURCES, TOLD_HOW, State, Step
from healthapp.database import Base, Clinical, Id


def _in(column: str, values: object) -> str:
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"  # type: ignore[attr-defined]


class Appeal(Id, Clinical, Base):
    """A request or complaint about care. What came to the preventive mechanism stays with it until it is passed on."""

    __tablename__ = "appeal"
    __table_args__ = (
        sa.CheckConstraint(_in("source", SOURCES), "source"),
        sa.CheckConstraint(_in("kind", KINDS), "kind"),
        sa.CheckConstraint(_in("state", State), "state"),
        sa.CheckConstraint("(state = 'told') = (closed_at IS NOT NULL)", "closed_when_told"),
        sa.CheckConstraint("NOT passed_on OR oversight", "only_the_mechanism_passes_on"),
        sa.Index(None, "facility_id", "state", "received_at"),
        sa.Index(None, "person_id"),
    )

    number: Mapped[str] = mapped_column(sa.String(20), unique=True, comment="M-YYYY-NNNNN")
    facility_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("facility.id"), comment="Institution it is about")
    person_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("person.id"), comment="The person in custody; empty: known by name alone, or about everybody"
    )
    about_name: Mapped[str] = mapped_column(sa.String(200), default="", comment="Name as told when no entry is linked")
    source: Mapped[str] = mapped_column(sa.String(12), comment=", ".join(SOURCES))
    from_name: Mapped[str] = mapped_column(sa.String(200), default="", comment="Who brought it, and how to answer them")
    kind: Mapped[str] = mapped_column(sa.String(12), comment=", ".join(KINDS))
    words: Mapped[str] = mapped_column(sa.Text, comment="What is asked or complained of, in the words it came in")
    language: Mapped[str] = mapped_column(sa.String(8), comment="Language of these words")
    received_at: Mapped[dt.datetime] = mapped_column(comment="When it came")
    recorded_at: Mapped[dt.datetime] = mapped_column(comment="When it was written down")
    author_id: Mapped[uuid.UUID] = mapped_column(comment="Account that wrote it down")
    author_name: Mapped[str] = mapped_column(sa.String(120), comment="Name at the time")
    oversight: Mapped[bool] = mapped_column(default=False, comment="Came to the mechanism of the Ombudsman")
    passed_on: Mapped[bool] = mapped_column(
        default=False, comment="The mechanism passed it on with the person's consent: the medical service sees it"
    )
    state: Mapped[str] = mapped_column(sa.String(12), comment="Folded: received, in_hand, decided, told")
    outcome: Mapped[str] = mapped_column(sa.String(12), default="", comment="Folded: what was decided")
    closed_at: Mapped[dt.datetime | None] = mapped_column(comment="Folded: when the person was told")
    steps: Mapped[int] = mapped_column(default=0, comment="How many steps it has; a form that saw fewer is out of date")


class AppealStep(Id, Clinical, Base):
    """What was done about an appeal. Insert only."""

    __tablename__ = "appeal_step"
    __table_args__ = (
        sa.UniqueConstraint("appeal_id", "place"),
        sa.CheckConstraint(_in("step", Step), "step"),
        sa.CheckConstraint(f"step <> 'decide' OR {_in('outcome', OUTCOMES)}", "decision_has_outcome"),
        sa.CheckConstraint(f"step <> 'tell' OR {_in('told_how', TOLD_HOW)}", "telling_has_way"),
    )

    appeal_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("appeal.id"))
    place: Mapped[int] = mapped_column(comment="1, 2, 3 ... within the appeal")
    step: Mapped[str] = mapped_column(sa.String(8), comment="take, act, decide, tell, reopen")
    at: Mapped[dt.datetime] = mapped_column(comment="When it was done")
    recorded_at: Mapped[dt.datetime] = mapped_column(comment="When it was written down")
    author_id: Mapped[uuid.UUID] = mapped_column(comment="Account that wrote it down")
    author_name: Mapped[str] = mapped_column(sa.String(120), comment="Name at the time")
    author_role: Mapped[str] = mapped_column(sa.String(20), comment="Role at the time")
    outcome: Mapped[str] = mapped_column(sa.String(12), default="", comment="With a decision: " + ", ".join(OUTCOMES))
    told_how: Mapped[str] = mapped_column(sa.String(16), default="", comment="With telling: " + ", ".join(TOLD_HOW))
    note: Mapped[str] = mapped_column(sa.Text, default="", comment="What was done, why so, what the person said")
