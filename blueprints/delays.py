"""How long each step takes, for whom it may concern; the cases behind each figure, for those who may open them."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Blueprint, abort, render_template, request, url_for
from werkzeug.wrappers import Response

from healthapp import audit
from healthapp.access import Permission
from healthapp.access.guard import requires
from healthapp.cases.presenter import said
from healthapp.people.models import Facility
from healthapp.people.names import display_name
from healthapp.reporting import delays, presenter, queries
from healthapp.reporting.events import BEHIND_READ, DELAYS_EXPORTED
from healthapp.reporting.presenter import Wanted
from healthapp.web import spreadsheets
from healthapp.web.request import current_identity, reading, this_day, unit_of_work

bp = Blueprint("delays", __name__)
KINDS = ("done", "open", "loops", "deaths")


def _asked(given: Mapping[str, str]) -> tuple[Wanted, list[Facility]]:
    """(what the address asks for, the facilities one may choose from)."""
    places = queries.facilities(reading(), current_identity())
    return Wanted.of(given, this_day(), [place.id for place in places]), places


def _steps(wanted: Wanted) -> list[tuple[object, ...]]:
    return queries.steps(
        reading(),
        current_identity(),
        until=wanted.period.end,
        pathway=wanted.pathway,
        facility_id=wanted.facility_id,
    )


@bp.get("/delays")
@requires(Permission.DELAYS_READ)
def index() -> str:
    """Completeness first, then the chart and the table of steps, open cases by age, and facilities."""
    wanted, places = _asked(request.args)
    identity = current_identity()
    hides = presenter.suppresses(identity)
    expected = 1 if wanted.facility_id else len(places)
    found = delays.measure(_steps(wanted), wanted.period, expected, suppress=hides)
    names = {place.id: place.name for place in places}
    drawn = [one.pathway for one in found.figures if one.median is not None]
    pathway = wanted.pathway or (max(sorted(set(drawn)), key=drawn.count) if drawn else "")
    return render_template(
        "delays/index.html",
        wanted=wanted,
        pathways=[(code, said("pathway", code)) for code in presenter.PATHWAY_CODES],
        facilities=[(str(place.id), place.name) for place in places],
        completeness=presenter.completeness(found),
        charts=[
            (name, drawn_one)
            for name, shape in (("wide", presenter.WIDE), ("narrow", presenter.NARROW))
            if (drawn_one := presenter.chart(list(found.figures), pathway, shape)) is not None
        ],
        rows=[presenter.row(one) for one in found.figures],
        headings=presenter.headings(),
        ages=[presenter.age_row(one) for one in found.ages],
        age_headings=presenter.age_headings(),
        places=[presenter.place_row(one, names) for one in found.places],
        hides=hides,
        hiding=presenter.hiding(),
        behind=not hides,
    )


@bp.get("/delays/cases")
@requires(Permission.DELAYS_CASES)
def behind() -> str:
    """The cases behind one figure, as far as the reader may open them."""
    wanted, _places = _asked(request.args)
    state, kind = request.args.get("state", ""), request.args.get("kind", "")
    if kind not in KINDS or not wanted.pathway:
        abort(404)
    found = delays.cases_behind(_steps(wanted), wanted.period, wanted.pathway, state, kind)
    rows = queries.behind(reading(), current_identity(), list(found))
    with unit_of_work() as uow:
        audit.record(uow, BEHIND_READ, rows=len(rows), pathway=wanted.pathway, state=state)
    return render_template(
        "delays/behind.html",
        title=said("state", state) if rows else said("pathway", wanted.pathway),
        pathway=said("pathway", wanted.pathway),
        rows=[
            (
                presenter.waited(found[one.row.id]),
                display_name(one.person),
                one.row.number,
                url_for("referrals.show", case_id=one.row.id),
                one.facility.name if one.facility else "",
                said("state", one.row.state),
            )
            for one in sorted(rows, key=lambda one: -found[one.row.id])
        ],
        back=f"{url_for('delays.index')}?{urlencode(wanted.address)}",
    )


@bp.post("/delays/export")
@requires(Permission.DELAYS_EXPORT)
def export() -> Response:
    """The table as a file. It leaves the house: small numbers stay in it."""
    wanted, places = _asked(request.form)
    spreadsheet = request.form.get("format") == "xlsx"
    found = delays.measure(_steps(wanted), wanted.period, 1 if wanted.facility_id else len(places), suppress=True)
    rows = presenter.table(found)
    with unit_of_work() as uow:
        audit.record(
            uow, DELAYS_EXPORTED, rows=len(rows), format="xlsx" if spreadsheet else "csv", pathway=wanted.pathway
        )
    make = spreadsheets.as_xlsx if spreadsheet else spreadsheets.as_csv
    answer = Response(make([presenter.headings(), *rows]), mimetype=spreadsheets.XLSX if spreadsheet else "text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="delays.{"xlsx" if spreadsheet else "csv"}"'
    return answer
