"""Everyone's home: the worklist of one's office."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from healthapp import audit
from healthapp.access import Identity, Permission, Role
from healthapp.access.guard import may, requires
from healthapp.deadlines import duties
from healthapp.mental import clusters
from healthapp.mental.clusters import Cluster
from healthapp.people import banner, facility_presenter, facility_queries, page_presenter
from healthapp.people import queries as people
from healthapp.people.models import Facility
from healthapp.web import positions
from healthapp.web.request import current_identity, reading, this_moment, unit_of_work
from healthapp.worklist import department, presenter, queries
from healthapp.worklist.events import BEHIND_READ

bp = Blueprint("home", __name__)

#: Where those go who have no clocks of their own.
HOMES = {
    Role.NPG: "inspection.index",
    Role.OMBUDSMAN: "inspection.index",
    Role.ADMINISTRATION: "people.index",
    Role.COMMISSION: "commission.index",
    Role.LIAISON: "hospitals.board",
    Role.AUDITOR: "admin.audit_log",
    Role.ADMIN: "admin.users",
}


@bp.get("/")
@requires(Permission.OWN_ACCOUNT)
def index() -> Response | str:
    """The first page after sign-in, by role."""
    if may(Permission.WORKLIST_UNIT):
        return redirect(url_for("home.worklist"))
    if may(Permission.WORKLIST_DEPARTMENT):
        return redirect(url_for("home.facilities"))
    for role, endpoint in HOMES.items():
        if role in current_identity().roles:
            return redirect(url_for(endpoint))
    return render_template("home/welcome.html")


@bp.get("/worklist")
@requires(Permission.WORKLIST_UNIT)
def worklist() -> str:
    """What is due in my unit."""
    now = this_moment()
    asked = {name: positions.limit_and_id(text) for name, text in request.args.items()}
    after = {name: position for name, position in asked.items() if position is not None}
    found = queries.unit(reading(), current_identity(), now, after, request.args.getlist("whole"))
    alerts = banner.alerts(reading(), {row.card.id for row in found.arrivals})
    page = presenter.page(found, now, alerts)
    coming = page_presenter.coming_rows(people.on_the_way(reading(), current_identity()))
    return render_template("home/worklist.html", page=page, now=now, clusters=_clusters(now), coming=coming)


@bp.get("/facilities/late")
@requires(Permission.WORKLIST_DEPARTMENT)
def facilities() -> str:
    """Which facilities are late, for the Medical Department."""
    now = this_moment()
    states = department.facilities_by_lateness(reading(), current_identity(), now)
    return render_template("home/department.html", states=states, now=now, clusters=_clusters(now))


def _facility(session: Session, identity: Identity, facility_id: uuid.UUID) -> Facility | None:
    return facility_queries.find(session, identity, facility_id, Permission.WORKLIST_DEPARTMENT)


@bp.get("/facilities/late/<uuid:facility_id>")
@requires(Permission.WORKLIST_DEPARTMENT, _facility)
def facility(facility: Facility) -> str:
    """The figures of one facility, each leading to what is behind it."""
    now = this_moment()
    found = department.by_kind(reading(), current_identity(), facility, now)
    with unit_of_work() as uow:
        audit.record(uow, BEHIND_READ, facility_id=facility.id, figure="facility", late=False, rows=len(found))
    return render_template(
        "home/facility.html",
        facility=facility,
        kind_text=facility_presenter.kind_text,
        headcount=department.headcount(reading(), current_identity(), facility),
        kinds=found,
        duty=duties.duty,
        clusters=[one for one in _clusters(now) if one.facility.id == facility.id],
        now=now,
    )


class Figure:
    """A figure of a facility as the guard asks for it: a kind of clock, or all others than the intake examination."""

    def __init__(self, facility: Facility, name: str) -> None:
        self.facility, self.name = facility, name
        self.facility_id = facility.id


def _figure(session: Session, identity: Identity, facility_id: uuid.UUID, figure: str) -> Figure | None:
    facility = _facility(session, identity, facility_id)
    return Figure(facility, figure) if facility is not None and department.kinds_of(figure) else None


@bp.get("/facilities/late/<uuid:facility_id>/<figure>")
@requires(Permission.WORKLIST_DEPARTMENT, _figure)
def late(asked: Figure) -> str:
    """The clocks behind one figure of a facility: the late ones, or with ``open`` all."""
    facility, figure = asked.facility, asked.name
    now, every = this_moment(), "open" in request.args
    after = positions.limit_and_id(request.args.get("after", ""))
    found = department.behind(reading(), facility, figure, now=now, late=not every, after=after)
    with unit_of_work() as uow:
        audit.record(uow, BEHIND_READ, facility_id=facility.id, figure=figure, late=not every, rows=len(found.items))
    here: dict[str, Any] = {"facility_id": facility.id, "figure": figure, **({"open": ""} if every else {})}
    further = presenter.position_text(found.items[-1].deadline) if found.more else None
    return render_template(
        "home/late.html",
        facility=facility,
        figure=figure,
        what=presenter.figure_text(figure),
        every=every,
        rows=presenter.behind(found, now),
        now=now,
        newest=url_for("home.late", **here) if after is not None else None,
        older=url_for("home.late", **here, after=further) if further else None,
    )


def _clusters(now: dt.datetime) -> list[Cluster]:
    """Self-harm that lies close together, for those who must see it grow."""
    return clusters.standing(reading(), current_identity(), now) if may(Permission.CLUSTER_READ) else []
