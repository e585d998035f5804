"""Reading the pages of this room: a lesion with its marks, a photograph's facts, the steps of a notice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import marshmallow as ma
from werkzeug.datastructures import MultiDict

from healthapp.i18n import format_moment
from healthapp.i18n import gettext as _
from healthapp.i18n import lazy_gettext as _l
from healthapp.injuries import charts, geometry
from healthapp.injuries.dictionary.findings import VIEWS
from healthapp.injuries.dictionary.lesions import LESION, LESIONS
from healthapp.intake import answers
from healthapp.intake.commands import filled, needed
from healthapp.intake.completeness import missing
from healthapp.intake.dictionary.model import Group, Section
from healthapp.intake.schemas import read_moment
from healthapp.web.forms import FormState

ONE_LESION = Section("lesion", "E", LESIONS.title, Group.EXAMINATION, LESION[1:], may_decline=False)
#: The part's own questions, without its rows.
OVERVIEW = Section("overview", "E", LESIONS.title, Group.EXAMINATION, LESIONS.fields[:-1], may_decline=False)
_PAGE = ("marks", "chart", "show", "seen", "take", "slot")
_SIDES = {"left", "right", "midline"}


def read_lesion(
    posted: MultiDict[str, str], frame: answers.Frame
) -> tuple[dict[str, Any], list[dict[str, Any]], FormState]:
    """(lesion, marks, the page's state). What a mark tells about the place is taken over where nothing was said."""
    plain = MultiDict((name, value) for name, value in posted.items(multi=True) if name not in _PAGE)
    try:
        marks, wrong = geometry.read_marks(posted.get("marks", "")), None
    except ma.ValidationError as error:
        marks, wrong = [], str(error.messages[0])
    chart = posted.get("show") or posted.get("chart", "")
    region = geometry.region_of(marks[0]) if marks else charts.regions().get(plain.get("region", ""))
    if region is not None:
        plain["region"] = plain.get("region") or region.code
        proposed = {"side": region.side if region.side in _SIDES else "", "aspect": region.aspect}
        for name, value in proposed.items():
            plain[name] = plain.get(name) or value
    lesion, form = answers.read(ONE_LESION, plain, frame)
    form.values = MultiDict([*plain.items(multi=True), ("marks", posted.get("marks", "")), ("chart", chart)])
    if wrong:
        form.add("marks", wrong)
    for gap in missing(ONE_LESION, lesion):
        if not form.error(gap.name):
            form.add(gap.name, _("%(question)s: answer this", question=gap.text))
    if not marks and not wrong and region is not None and charts.known(chart):
        marks = _by_name(chart, region.code)
    return lesion, marks, form


def _by_name(chart: str, region: str) -> list[dict[str, Any]]:
    """The mark of a region chosen from the list: on the chart in view, or on one beside it."""
    beside = charts.GROUPS[charts.group_of(chart)][1]
    found = next((code for code in (chart, *beside) if region in charts.load(code).areas), None)
    return [geometry.at_region(found, region)] if found is not None else []


class _Closed(ma.Schema):
    class Meta:
        unknown = ma.RAISE


class PhotographSchema(_Closed):
    """``lesion`` is left empty for an overview of the whole person or the identity shot."""

    lesion = ma.fields.Integer(validate=ma.validate.Range(1, 999))
    view = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf([code for code, _text in VIEWS]),
        error_messages=needed(_l("Choose one of the answers")),
    )
    intimate = ma.fields.String(load_default="no", validate=ma.validate.OneOf(("yes", "no")))


class ReasonSchema(_Closed):
    reason = ma.fields.String(required=True, validate=filled(1, 1_000), error_messages=needed(_l("Say why")))


class NamesSchema(_Closed):
    names = ma.fields.String(required=True, validate=filled(1, 4_000), error_messages=needed(_l("Write the names")))


def _too_early(step: str, first: dt.datetime) -> str:
    moment = format_moment(first)
    if step == "sent":
        return _("Earlier than what it reports: %(moment)s", moment=moment)
    if step == "received":
        return _("Earlier than it was sent: %(moment)s", moment=moment)
    return _("Earlier than its receipt: %(moment)s", moment=moment)


class StepSchema(_Closed):
    """One step of a notice. ``to``: sent, received or answered; the moment in Baku time, not in the future.

    ``held``: it was held back for want of consent, so that sending it says on what basis. ``since``: by step, before
    which moment it cannot have happened (``notices.not_before``).
    """

    def __init__(
        self, now: dt.datetime, *, held: bool = False, since: Mapping[str, dt.datetime | None] = MappingProxyType({})
    ) -> None:
        super().__init__()
        self.now, self.held, self.since = now, held, since

    to = ma.fields.String(required=True, validate=ma.validate.OneOf(("sent", "received", "answered")))
    at_date = ma.fields.String(required=True, error_messages=needed(_l("Write the date too")))
    at_time = ma.fields.String(required=True, error_messages=needed(_l("Write the time too")))
    sent_to = ma.fields.String(validate=filled(1, 200))
    channel = ma.fields.String(validate=ma.validate.OneOf(("post", "courier", "electronic", "by_hand")))
    reference = ma.fields.String(validate=filled(1, 100))
    outcome = ma.fields.String(validate=filled(1, 4_000))
    #: Why one that was held back goes out after all.
    basis = ma.fields.String(validate=ma.validate.OneOf(("consent", "legal_duty", "court_order", "vital_interest")))

    @ma.post_load
    def _join(self, data: dict[str, Any], **_more: Any) -> dict[str, Any]:
        try:
            at = read_moment(data.pop("at_date"), data.pop("at_time"))
        except ma.ValidationError as error:
            raise ma.ValidationError({"at": error.messages}) from None
        if at > self.now:
            raise ma.ValidationError({"at": [_("This lies in the future")]})
        first = self.since.get(data["to"])
        if first is not None and at < first.replace(second=0, microsecond=0):  # a time is typed to the minute
            raise ma.ValidationError({"at": [_too_early(data["to"], first)]})
        needed = {"sent": ("sent_to", "channel"), "received": (), "answered": ("outcome",)}[data["to"]]
        wanted = (*needed, "basis") if self.held and data["to"] == "sent" else needed
        empty = {name: [_("Say this too")] for name in wanted if not data.get(name)}
        if empty:
            raise ma.ValidationError(empty)
        if data["to"] == "received" and "reference" in data:
            data["received_reference"] = data.pop("reference")
        return {**data, "at": at}
