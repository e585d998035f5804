"""What a leaf can be about, in words: a finding names a medical record and never a table of the database."""

from __future__ import annotations

from collections.abc import Mapping

from healthapp.i18n import lazy_gettext as _l

#: By kind, as rooms register them with ``ledger.subjects``.
NAMES: Mapping[str, object] = {
    "appeal": _l("request or complaint"),
    "audit_event": _l("event of the log"),
    "blank_batch": _l("batch of blank forms"),
    "case_bundle": _l("frozen file of a case"),
    "case_event": _l("step of a case"),
    "case_told": _l("note of what a person was told"),
    "clinical_record": _l("medical record"),
    "commission_protocol": _l("protocol of the commission"),
    "commission_vote": _l("vote in the commission"),
    "court_hearing": _l("court hearing"),
    "injury_copy": _l("copy of an injury record that was handed over"),
    "ledger_cosignature": _l("signature of a witness of the ledger"),
    "npg_checklist": _l("checklist of the NPG"),
    "npg_finding": _l("finding of the NPG"),
    "npg_note": _l("sealed note of the NPG"),
    "npg_sample": _l("sample of the NPG"),
    "npg_sample_item": _l("record the NPG added to a sample"),
    "recommendation": _l("recommendation of the Ombudsman"),
    "record_addendum": _l("addendum to a medical record"),
    "ledger_succession": _l("change of the ledger's key"),
    "release_summary": _l("summary at release"),
    "stored_file": _l("kept file or photograph"),
    "transfer_sheet": _l("sheet for a hospital"),
    "trauma_entry": _l("line of the trauma register"),
    "unit_entry": _l("entry in a register of the medical unit"),
}
#: Of a ledger whose program knew more than this one.
OTHER, UNKNOWN = "other", _l("document")


def names() -> dict[str, object]:
    """Every name by its kind, and the one for kinds not known."""
    return {**NAMES, OTHER: UNKNOWN}


def named(subject: str) -> str:
    """``clinical_record 0195...`` as a person says it, in the language in force; the identifier finds it again."""
    kind, _space, identifier = subject.partition(" ")
    return f"{names().get(kind, UNKNOWN)} {identifier}"
