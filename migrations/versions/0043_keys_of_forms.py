"""Plans without the key of their form: every form has one, and what it entered is known by it.

Notes and findings keep theirs: the ledger holds the digest of the whole row. Of new ones it says nothing.

Revision: 0043
Follows: 0042
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.guards import later

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

BEFORE = "Of the form: sent twice, kept once"
SINCE = {"npg_note": "Of the form, until 0043; then empty", "npg_finding": "Of the form, until 0043; since then the id"}


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _open()
        op.drop_constraint("uq_npg_plan_client_key", "npg_plan")
        op.drop_column("npg_plan", "client_key")
        _say(SINCE)
    else:
        _made_anew([], "INSERT INTO npg_plan SELECT * FROM plans_kept")
    _guard(revision)


def downgrade() -> None:
    """Each plan gets a key that no form bears."""
    if op.get_bind().dialect.name == "postgresql":
        _open()
        op.add_column("npg_plan", sa.Column("client_key", sa.Uuid(), nullable=True, comment=BEFORE))
        op.execute("UPDATE npg_plan SET client_key = id")
        op.alter_column("npg_plan", "client_key", nullable=False)
        op.create_unique_constraint("uq_npg_plan_client_key", "npg_plan", ["client_key"])
        _say(dict.fromkeys(SINCE, BEFORE))
    else:
        key = sa.Column("client_key", sa.Uuid(), nullable=False)
        once = sa.UniqueConstraint("client_key", name=op.f("uq_npg_plan_client_key"))
        _made_anew([key, once], "INSERT INTO npg_plan SELECT *, id FROM plans_kept")
    _guard("0026")


def _open() -> None:
    for act in ("update", "delete"):
        op.execute(f"DROP TRIGGER npg_plan_no_{act} ON npg_plan")


def _guard(step: str) -> None:
    """The guards of plans as ``step`` made them."""
    for statement in later(step, op.get_bind().dialect.name):
        if " ON npg_plan " in statement:
            op.execute(statement)


def _say(comments: dict[str, str]) -> None:
    for table, comment in comments.items():
        op.alter_column(table, "client_key", comment=comment)


def _made_anew(more: list[sa.Column[sa.Uuid[object]] | sa.UniqueConstraint], back: str) -> None:
    """The table with what ``more`` holds, and its rows by ``back``; SQLite drops no column that must be unique.

    Keys of plans point at nothing in between, and are looked at when the step is stored.
    """
    op.execute("PRAGMA defer_foreign_keys = ON")
    op.execute(
        "CREATE TEMPORARY TABLE plans_kept AS "
        "SELECT id, made_at, made_by, made_by_name, body, state, ended_at, visit_id FROM npg_plan"
    )
    op.drop_table("npg_plan")
    op.create_table(
        "npg_plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_by_name", sa.String(length=120), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("visit_id", sa.Uuid(), nullable=True),
        *more,
        sa.CheckConstraint("state IN ('planned', 'opened', 'given_up')", name=op.f("ck_npg_plan_state")),
        sa.CheckConstraint("(state = 'planned') = (ended_at IS NULL)", name=op.f("ck_npg_plan_ended_has_time")),
        sa.CheckConstraint("(state = 'opened') = (visit_id IS NOT NULL)", name=op.f("ck_npg_plan_opened_has_visit")),
        sa.ForeignKeyConstraint(["made_by"], ["user_account.id"], name=op.f("fk_npg_plan_made_by")),
        sa.ForeignKeyConstraint(["visit_id"], ["npg_visit.id"], name=op.f("fk_npg_plan_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_npg_plan")),
    )
    op.execute(back)
    op.execute("DROP TABLE plans_kept")
