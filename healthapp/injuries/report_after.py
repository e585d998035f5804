"""What came after the signatures, as it stood when the report was printed: addenda, the notice, copies that left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.platypus import Spacer

from healthapp import documents as kit
from healthapp.documents.blocks import flat
from healthapp.i18n import format_moment
from healthapp.i18n import gettext as _
from healthapp.injuries import copy_words, presenter
from healthapp.injuries.models import InjuryCopy, InjuryNotice
from healthapp.intake.document import printed_after
from healthapp.intake.print_values import AfterSignature


@dataclass(frozen=True, slots=True)
class After:
    """The notice to the prosecutor, if one became due, and every copy that was offered or sent."""

    notice: InjuryNotice | None
    copies: Sequence[InjuryCopy]


def section(later: After, addenda: AfterSignature | None, as_of: dt.datetime, number: str) -> list[Any]:
    """Addenda with a digest of their own, then steps and copies in the order of time."""
    made = list(flat(printed_after(addenda or AfterSignature(as_of), number)))
    rows = [row for _at, row in sorted([*_steps(later.notice), *_copies(later.copies)], key=lambda pair: pair[0])]
    if rows:
        head = [_("When"), _("What"), _("To whom, how"), _("Basis, result")]
        made += [Spacer(1, 3), *kit.grid(head, rows, [2, 3, 3.5, 3.5], style="dense", padding=1.2, keep_rows=1)]
    if not rows and not (addenda and addenda.addenda):
        made.append(kit.plain(_("Nothing was added, sent or handed over so far."), "body"))
    return made


def _steps(row: InjuryNotice | None) -> Iterator[tuple[dt.datetime, list[str]]]:
    if row is None:
        return
    basis = " · ".join(part for part in (copy_words.basis(row.basis), row.legal_basis or "") if part)
    yield row.prepared_at, [format_moment(row.prepared_at), _("Notice to the prosecutor became due"), "", basis]
    if row.sent_at:
        way = dict(presenter.channels()).get(row.channel, "")
        to = " · ".join(part for part in (row.sent_to, way, row.reference) if part)
        yield row.sent_at, [format_moment(row.sent_at), _("Notice sent"), to, row.sent_by_name]
    if row.received_at:
        said = [format_moment(row.received_at), _("Receipt confirmed"), row.sent_to, row.received_reference]
        yield row.received_at, said
    if row.answered_at:
        yield row.answered_at, [format_moment(row.answered_at), _("Answered"), row.sent_to, row.outcome]


def _copies(rows: Sequence[InjuryCopy]) -> Iterator[tuple[dt.datetime, list[str]]]:
    for row in rows:
        what = f"{copy_words.form(row.form)}: {copy_words.outcome(row.outcome)}"
        to = " · ".join(part for part in (copy_words.recipient(row.recipient), row.to_name) if part)
        kept = _("kept by %(who)s", who=row.kept_by) if row.kept_by else ""
        result = " · ".join(
            part for part in (copy_words.basis(row.basis), kept, row.note, row.recorded_by_name) if part
        )
        yield row.at, [format_moment(row.at), what, to, result]
