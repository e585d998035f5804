"""Every component on one page, for those who build pages and those who look them over."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from healthapp.access.guard import public
from healthapp.web.kit import samples
from healthapp.web.request import configuration

bp = Blueprint("gallery", __name__)


@bp.get("/gallery")
@public
def index() -> str:
    """The component sheet; it exists in development only and shows invented data."""
    if not configuration().is_development:
        abort(404)
    return render_template(
        "gallery/index.html", samples=samples, empty=samples.empty_form(), wrong=samples.wrong_form()
    )


@bp.get("/gallery/interruption")
@public
def interruption() -> str:
    """The red page, which nobody should have to look at beside anything else."""
    if not configuration().is_development:
        abort(404)
    return render_template("gallery/interruption.html")
