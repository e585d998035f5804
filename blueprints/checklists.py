"""Checklists of audits: what the mechanism asks of a record, version by version."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from healthapp.access import Permission
from healthapp.access.guard import requires
from healthapp.i18n import gettext as _
from healthapp.inspection import checklists, frames, presenter, schemas
from healthapp.web.forms import FormState, compact_rows, load
from healthapp.web.request import end_reading, reading, unit_of_work

bp = Blueprint("checklists", __name__, url_prefix="/checklists")
Answer = Response | str | tuple[str, int]


@bp.get("")
@requires(Permission.CHECKLIST_MANAGE)
def index() -> str:
    """The newest version of each."""
    found = [(frame, checklists.current(reading(), frame.code)) for frame in frames.FRAMES.values()]
    return render_template("inspection/checklists.html", found=found)


@bp.get("/<frame>")
@requires(Permission.CHECKLIST_MANAGE)
def edit(frame: str) -> str:
    """One checklist, to write the next version of."""
    if frame not in frames.FRAMES:
        abort(404)
    newest = checklists.current(reading(), frame)
    return _page(frame, FormState(presenter.checklist_values(newest)))


@bp.post("/<frame>")
@requires(Permission.CHECKLIST_MANAGE)
def save(frame: str) -> Answer:
    """Write a new version; audits that were begun keep the version they follow."""
    if frame not in frames.FRAMES:
        abort(404)
    command, form = load(schemas.ChecklistSchema(), compact_rows(request.form))
    if command is None:
        return _page(frame, form), 422
    try:
        with unit_of_work() as uow:
            seen = request.form.get("version", type=int)
            checklists.write(uow, frame, command["questions"], command["reason"], seen=seen)
    except checklists.WrittenMeanwhile as newer:
        words = _("Somebody wrote version %(number)s meanwhile. Read it, then decide again.", number=newer.number)
        form.add("questions", words)
        end_reading()
        return _page(frame, form, anew=True), 409
    except ValueError:
        form.add("questions", _("Write at least one question"))
        return _page(frame, form), 422
    flash(_("The new version is used for records opened from now on."), "success")
    return redirect(url_for("checklists.index"), 303)


def _page(frame: str, form: FormState, *, anew: bool = False) -> str:
    """``anew``: whoever reads that there is a newer version may send the form again."""
    newest = checklists.current(reading(), frame)
    return render_template(
        "inspection/checklist.html",
        form=form,
        frame=frames.FRAMES[frame],
        newest=newest,
        version=newest.number if anew else form.value("version", str(newest.number)),
        history=checklists.history(reading(), frame),
        places=range(max(len(newest.questions) + 3, presenter.rows_in(form))),
    )
