"""What a page says first after something was done: whoever pressed a button is never left to guess."""

from __future__ import annotations

from flask import flash

from healthapp.i18n import gettext as _


def recorded() -> None:
    """Have the next page say that what was typed is there."""
    flash(_("It is recorded."), "success")


def signed(*, waits: bool = False) -> None:
    """Have the next page say that a record is signed. ``waits``: a doctor's signature is still to come."""
    flash(
        _("Signed. Now it waits for the doctor's signature.")
        if waits
        else _("Signed and sealed: it can be added to, not changed."),
        "success",
    )


def known() -> None:
    """Have the next page say that what was sent had arrived before."""
    flash(_("This was stored when it was sent first. Nothing was entered twice."), "success")
