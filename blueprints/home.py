"""Everyone's home: the worklist of one's office."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from healthapp.access import Permission, Role
from healthapp.access.guard import may, requires
from healthapp.mental import clusters
from healthapp.mental.clusters import Cluster
from healthapp.people import banner
from healthapp.web import positions
from healthapp.web.request import current_identity, reading, this_moment
from healthapp.worklist import department, presenter, queries

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
    found = queries.unit(reading(), current_identity(), now, after)
    alerts = banner.alerts(reading(), {row.card.id for row in found.arrivals})
    page = presenter.page(found, now, alerts)
    return render_template("home/worklist.html", page=page, now=now, clusters=_clusters(now))


@bp.get("/facilities/late")
@requires(Permission.WORKLIST_DEPARTMENT)
def facilities() -> str:
    """Which facilities are late, for the Medical Department."""
    now = this_moment()
    states = department.facilities_by_lateness(reading(), current_identity(), now)
    return render_template("home/department.html", states=states, now=now, clusters=_clusters(now))


def _clusters(now: dt.datetime) -> list[Cluster]:
    """Self-harm that lies close together, for those who must see it grow."""
    return clusters.standing(reading(), current_identity(), now) if may(Permission.CLUSTER_READ) else []
