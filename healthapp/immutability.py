"""Triggers that refuse change in the database itself, on both engines, for everyone.

Migrations write them; a database administrator can still drop one, which is what the ledger is for.
"""

from __future__ import annotations

REFUSAL = "this row cannot be changed"
PG_FUNCTION = f"""
CREATE OR REPLACE FUNCTION healthapp_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '{REFUSAL}: %', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def insert_only(table: str, dialect: str) -> list[str]:
    """No UPDATE and no DELETE, ever."""
    return [refuse(table, act, "", dialect) for act in ("UPDATE", "DELETE")]


def refuse(table: str, act: str, when: str, dialect: str, suffix: str = "") -> str:
    """Refuse ``act`` (INSERT, UPDATE or DELETE) on rows for which ``when`` holds; '' means always.

    ``when`` speaks of OLD and NEW. PostgreSQL triggers cannot hold subqueries: use ``refuse_by_record``.
    """
    name = f"{table}_no_{act.lower()}{suffix}"
    if dialect == "sqlite":
        condition = f"WHEN {when} " if when else ""
        return (
            f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW {condition}"
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}: {table}'); END"
        )
    condition = f"WHEN ({when}) " if when else ""
    return f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW {condition}EXECUTE FUNCTION healthapp_refuse()"


def refuse_unless_draft(table: str, act: str, dialect: str) -> list[str]:
    """Refuse ``act`` on a child row whose clinical record is no draft."""
    row = "OLD" if act == "DELETE" else "NEW"
    states = f"SELECT state FROM clinical_record WHERE id = {row}.record_id"
    if dialect == "sqlite":
        return [refuse(table, act, f"({states}) <> 'draft'", dialect, "_when_sealed")]
    function = f"{table}_{act.lower()}_draft_only"
    return [
        (
            f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF ({states}) <> 'draft' THEN RAISE EXCEPTION '{REFUSAL}: %', TG_TABLE_NAME "
            f"USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            f"RETURN {row}; END $$"
        ),
        (
            f"CREATE TRIGGER {table}_no_{act.lower()}_when_sealed BEFORE {act} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {function}()"
        ),
    ]
