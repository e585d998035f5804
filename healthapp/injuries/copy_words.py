"""The words of copies and notices: for whom, on what basis, what became of them."""

from __future__ import annotations

from healthapp.i18n import gettext as _


def recipients() -> list[tuple[str, str]]:
    return [
        ("person", _("The person")),
        ("lawyer", _("Lawyer")),
        ("family", _("Family")),
        ("prosecutor", _("Prosecutor")),
        ("court", _("Court")),
        ("expert", _("Forensic expert")),
        ("ombudsman", _("Ombudsman")),
    ]


def recipient(code: str) -> str:
    return dict(recipients()).get(code, code)


def outcomes() -> list[tuple[str, str]]:
    return [
        ("given", _("Given")),
        ("refused", _("Refused")),
        ("unsafe", _("Not safe to hold")),
        ("sent", _("Sent")),
    ]


def outcome(code: str) -> str:
    return dict(outcomes()).get(code, code)


def bases() -> list[tuple[str, str]]:
    return [
        ("consent", _("Consent of the person")),
        ("legal_duty", _("Duty by law")),
        ("court_order", _("Order of a court")),
        ("vital_interest", _("Danger to life or health")),
    ]


def basis(code: str) -> str:
    return dict(bases()).get(code, code)


def prints() -> list[tuple[str, str]]:
    return [
        ("report", _("Whole report")),
        ("prosecutor", _("Report for the prosecutor")),
        ("short", _("Short form")),
        ("photographs", _("Photographs alone")),
    ]


def forms() -> list[tuple[str, str]]:
    """What may be handed over."""
    intimate = ("intimate", _("Photographs of intimate parts"))
    return [*prints(), intimate, ("person", _("The person's own copy")), ("notice", _("Notice to the prosecutor"))]


def form(code: str) -> str:
    return dict(forms()).get(code, code)
