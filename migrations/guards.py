"""The triggers of the first schema: what may never change, on both engines."""

from __future__ import annotations

from healthapp.immutability import PG_FUNCTION, insert_only, refuse, refuse_unless_draft
from healthapp.ledger import ddl as ledger

INSERT_ONLY = (
    *("audit_event", "sealed_content", "record_signature", "record_addendum", "setting", "case_event"),
    *("risk_level_change", "risk_review", "risk_observation", "trauma_entry"),
)
#: Tables of later revisions to which rows are only added.
LATER: dict[str, tuple[str, ...]] = {
    "0010": ("npg_visit_step", "npg_sample", "npg_sample_frame", "npg_sample_item", "npg_checklist"),
    "0011": ("npg_note", "npg_note_key"),
    "0013": ("self_harm_entry", "self_harm_note", "restrictive_measure", "restriction_step", "death_report"),
    "0014": (
        *("psychology_offer", "psychology_contact", "prescription", "prescription_step"),
        *("disorder_need", "disorder_step"),
    ),
    "0015": ("case_bundle", "case_note", "commission_vote", "commission_protocol"),
    "0016": ("npg_checkpoint",),
    "0017": ("injury_copy",),
    "0018": ("instrument_text", "cut_off", "risk_withdrawal"),
    "0019": ("appeal_step",),
    "0020": ("recommendation_step",),
    "0022": (
        *("court_hearing", "release_summary", "case_told", "ward_report"),
        *("bed_request", "bed_answer", "transfer_sheet", "review_reminder"),
    ),
    "0023": ("ledger_cosignature",),
    "0024": ("npg_finding", "npg_finding_key"),
    "0025": ("npg_year",),
    "0026": ("npg_plan_key",),
    "0030": ("risk_report",),
    "0034": ("record_number",),
    "0039": ("setting_withdrawal",),
    "0043": (),
    "0045": ("ledger_succession",),
}
#: Tables of later revisions whose rows stay, and the columns that never change in them.
STEADY: dict[str, dict[str, list[str]]] = {
    "0043": {"npg_plan": ["made_at", "made_by", "made_by_name", "body"]},
    "0026": {"npg_plan": ["made_at", "made_by", "made_by_name", "body", "client_key"]},
    "0020": {
        "recommendation": [
            *("number", "visit_id", "facility_id", "addressee", "area", "text", "text_en", "basis", "due_on"),
            *("repeats_id", "drafted_at", "drafted_by"),
        ],
    },
    "0019": {
        "appeal": [
            *("number", "facility_id", "person_id", "about_name", "source", "from_name", "kind", "words", "language"),
            *("received_at", "recorded_at", "author_id", "author_name", "oversight"),
        ],
    },
    "0015": {
        "case_paper": [
            *("case_id", "code", "kind", "title", "dated", "content", "file_id", "sheets", "digest"),
            *("added_at", "added_by", "added_by_name", "added_by_role"),
        ],
        "disease_item": ["list_id", "code", "text", "criteria", "icd10", "valid_from", "source"],
    },
}
#: Columns of a record that its content's digest speaks of.
CORE = [
    *("kind", "person_id", "stay_id", "facility_id", "event_time", "recorded_time"),
    *("author_id", "author_name", "author_role", "schema_version", "handed_in_at", "late_reason"),
]
SEALED = [*CORE, "number", "digest", "signer_id", "signer_name", "signed_at"]


def _changed(columns: list[str]) -> str:
    return "(" + " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in columns) + ")"


def triggers(dialect: str) -> list[str]:
    """Every trigger as one statement each, in order."""
    statements = [PG_FUNCTION] if dialect == "postgresql" else []
    for table in INSERT_ONLY:
        statements += insert_only(table, dialect)
    for act in ("INSERT", "UPDATE", "DELETE"):
        statements += refuse_unless_draft("draft_section", act, dialect)
    closed = (
        f"OLD.state IN ('voided', 'discarded') OR (OLD.state = 'signed' AND ({_changed(SEALED)} "
        "OR NEW.state NOT IN ('signed', 'voided')))"
    )
    handed_in = (
        f"OLD.state = 'awaiting_doctor' AND ({_changed(CORE)} "
        "OR NEW.state NOT IN ('awaiting_doctor', 'signed', 'voided'))"
    )
    statements.append(refuse("clinical_record", "UPDATE", f"{closed} OR {handed_in}", dialect))
    statements.append(refuse("clinical_record", "DELETE", "", dialect))
    return statements + ledger.triggers(dialect)


def later(revision: str, dialect: str) -> list[str]:
    """The triggers that ``revision`` adds."""
    statements = [statement for table in LATER[revision] for statement in insert_only(table, dialect)]
    for table, columns in STEADY.get(revision, {}).items():
        statements.append(refuse(table, "UPDATE", _changed(columns), dialect))
        statements.append(refuse(table, "DELETE", "", dialect))
    return statements


def all_names(dialect: str) -> list[tuple[str, str]]:
    """(trigger, table) of every trigger of the newest schema."""
    return names(dialect) + _named([text for revision in LATER for text in later(revision, dialect)])


def names(dialect: str) -> list[tuple[str, str]]:
    """(trigger, table) of each of the first schema, for taking them away again."""
    return _named(triggers(dialect))


def _named(statements: list[str]) -> list[tuple[str, str]]:
    found = []
    for statement in statements:
        words = statement.split()
        if words[:2] == ["CREATE", "TRIGGER"]:
            found.append((words[2], words[words.index("ON") + 1]))
    return found


def functions(dialect: str) -> list[str]:
    """Name of each function the triggers call, for taking them away after the triggers; SQLite has none."""
    if dialect != "postgresql":
        return []
    opening = "CREATE OR REPLACE FUNCTION "
    found = [text.strip() for text in triggers(dialect)]
    return [text.removeprefix(opening).split("(")[0] for text in found if text.startswith(opening)]
