"""Papers and bundles of a case, the list of diseases, sessions of the commission.

Revision: 0015
Follows: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.guards import later

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "commission_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False, comment="YYYY/N"),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False, comment="When it is called for"),
        sa.Column("place", sa.String(length=200), nullable=False, comment="Where it meets"),
        sa.Column(
            "name", sa.String(length=200), nullable=False, comment="Name of the commission as the setting said then"
        ),
        sa.Column(
            "quorum", sa.Integer(), nullable=False, comment="Votes needed, as the setting said when it was called"
        ),
        sa.Column("state", sa.String(length=10), nullable=False, comment="called, open, closed, cancelled"),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False, comment="When it was called"),
        sa.Column("called_by", sa.Uuid(), nullable=False, comment="Account that called it"),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True, comment="When it was opened"),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True, comment="When it was closed or cancelled"),
        sa.Column("cancel_reason", sa.Text(), nullable=False, comment="Why it was cancelled"),
        sa.CheckConstraint(
            "state <> 'cancelled' OR cancel_reason <> ''", name=op.f("ck_commission_session_cancelled_has_reason")
        ),
        sa.CheckConstraint(
            "state IN ('called', 'open', 'closed', 'cancelled')", name=op.f("ck_commission_session_state")
        ),
        sa.CheckConstraint("quorum > 0", name=op.f("ck_commission_session_quorum")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commission_session")),
        sa.UniqueConstraint("number", name=op.f("uq_commission_session_number")),
    )
    op.create_index(op.f("ix_commission_session_starts_at"), "commission_session", ["starts_at"], unique=False)
    op.create_table(
        "disease_list",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="When it was checked"),
        sa.Column("made_by", sa.Uuid(), nullable=False, comment="Account that checked it"),
        sa.Column("made_by_name", sa.String(length=200), nullable=False, comment="Name of that account at the time"),
        sa.Column("digest", sa.LargeBinary(), nullable=False, comment="SHA-256 of the file as it was given"),
        sa.Column("state", sa.String(length=10), nullable=False, comment="checked, applied, given_up"),
        sa.Column(
            "rows",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            comment="Rows with number, cells, outcome and reasons, as JSON",
        ),
        sa.Column(
            "counts",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            comment="Rows by outcome: new, changed, same, rejected",
        ),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True, comment="When it was applied"),
        sa.Column("applied_by", sa.Uuid(), nullable=True, comment="Account that applied it"),
        sa.CheckConstraint("state IN ('checked', 'applied', 'given_up')", name=op.f("ck_disease_list_state")),
        sa.CheckConstraint("length(digest) = 32", name=op.f("ck_disease_list_digest_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disease_list")),
    )
    op.create_table(
        "commission_seat",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False, comment="Who votes with this account"),
        sa.Column("place", sa.Integer(), nullable=False, comment="Order in lists: 1, 2, 3 ..."),
        sa.Column("name", sa.String(length=200), nullable=False, comment="Name at the time"),
        sa.Column("specialty", sa.String(length=20), nullable=False, comment="Code of the specialty"),
        sa.Column("part", sa.String(length=10), nullable=False, comment="chair, member, secretary (has no vote)"),
        sa.Column("attends", sa.String(length=10), nullable=False, comment="present, video, absent; empty: not said"),
        sa.Column("absent_reason", sa.String(length=300), nullable=False, comment="Why absent"),
        sa.CheckConstraint(
            "attends <> 'absent' OR absent_reason <> ''", name=op.f("ck_commission_seat_absent_has_reason")
        ),
        sa.CheckConstraint("attends IN ('', 'present', 'video', 'absent')", name=op.f("ck_commission_seat_attends")),
        sa.CheckConstraint("part IN ('chair', 'member', 'secretary')", name=op.f("ck_commission_seat_part")),
        sa.ForeignKeyConstraint(["session_id"], ["commission_session.id"], name=op.f("fk_commission_seat_session_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_commission_seat_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commission_seat")),
        sa.UniqueConstraint("session_id", "user_id", name=op.f("uq_commission_seat_session_id_user_id")),
    )
    op.create_table(
        "disease_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("list_id", sa.Uuid(), nullable=False, comment="Import it came with"),
        sa.Column("code", sa.String(length=20), nullable=False, comment="Number in the list, for example 1.1"),
        sa.Column("text", sa.Text(), nullable=False, comment="Name of the disease, in the words of the list"),
        sa.Column("criteria", sa.Text(), nullable=False, comment="Diagnostic criteria, in the list's words"),
        sa.Column(
            "icd10",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            comment="ICD-10 codes and ranges (A15-A19), as JSON",
        ),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="First day on which it is in force"),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="Last day; empty while it is in force"),
        sa.Column("source", sa.String(length=300), nullable=False, comment="Act it stands in, with number and date"),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_disease_item_validity")),
        sa.ForeignKeyConstraint(["list_id"], ["disease_list.id"], name=op.f("fk_disease_item_list_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disease_item")),
        sa.UniqueConstraint("code", "valid_from", name=op.f("uq_disease_item_code_valid_from")),
    )
    op.create_table(
        "case_bundle",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "place", sa.Integer(), nullable=False, comment="1 for the first time the file was sent, 2 for the next ..."
        ),
        sa.Column("step", sa.String(length=40), nullable=False, comment="Event of the pathway with which it was sent"),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False, comment="When it was frozen"),
        sa.Column("sealed_by", sa.Uuid(), nullable=False, comment="Account that sent it"),
        sa.Column("sealed_by_name", sa.String(length=200), nullable=False, comment="Name of that account at the time"),
        sa.Column(
            "content",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            comment="Items with their standing, papers with their digests",
        ),
        sa.Column("digest", sa.LargeBinary(), nullable=False, comment="SHA-256 of the canonical content"),
        sa.CheckConstraint("length(digest) = 32", name=op.f("ck_case_bundle_digest_length")),
        sa.ForeignKeyConstraint(["case_id"], ["referral_case.id"], name=op.f("fk_case_bundle_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_bundle")),
        sa.UniqueConstraint("case_id", "place", name=op.f("uq_case_bundle_case_id_place")),
    )
    op.create_table(
        "case_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When it was written"),
        sa.Column("author_id", sa.Uuid(), nullable=False, comment="Account that wrote it"),
        sa.Column("author_name", sa.String(length=200), nullable=False, comment="Name of that account at the time"),
        sa.Column("text", sa.Text(), nullable=False, comment="The remark; may speak of health"),
        sa.ForeignKeyConstraint(["case_id"], ["referral_case.id"], name=op.f("fk_case_note_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_note")),
    )
    op.create_index(op.f("ix_case_note_case_id"), "case_note", ["case_id"], unique=False)
    op.create_table(
        "case_paper",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False, comment="Which paper: a code of referrals.documents"),
        sa.Column(
            "kind",
            sa.String(length=16),
            nullable=False,
            comment="extract (from signed records), text (written here), file, not_applicable (a reason)",
        ),
        sa.Column("title", sa.String(length=200), nullable=False, comment="What stands on it, in the adder's words"),
        sa.Column("dated", sa.Date(), nullable=True, comment="Date the paper bears"),
        sa.Column(
            "content",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            comment="Text, reason, or extracts with record numbers and digests",
        ),
        sa.Column("file_id", sa.Uuid(), nullable=True, comment="Bytes of an upload"),
        sa.Column("sheets", sa.Integer(), nullable=False, comment="Pages of an upload"),
        sa.Column(
            "digest",
            sa.LargeBinary(),
            nullable=False,
            comment="SHA-256 of the upload's bytes, or of the canonical content",
        ),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False, comment="When it was put into the file"),
        sa.Column("added_by", sa.Uuid(), nullable=False, comment="Account that added it"),
        sa.Column("added_by_name", sa.String(length=200), nullable=False, comment="Name of that account at the time"),
        sa.Column("added_by_role", sa.String(length=40), nullable=False, comment="Role in which it was added"),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True, comment="When it was taken out"),
        sa.Column("removed_by", sa.Uuid(), nullable=True, comment="Account that took it out"),
        sa.Column("removed_by_name", sa.String(length=200), nullable=False, comment="Name of that account"),
        sa.Column("remove_reason", sa.Text(), nullable=False, comment="Why it was taken out"),
        sa.CheckConstraint("(kind = 'file') = (file_id IS NOT NULL)", name=op.f("ck_case_paper_file_has_bytes")),
        sa.CheckConstraint(
            "(removed_at IS NULL) = (remove_reason = '')", name=op.f("ck_case_paper_removed_has_reason")
        ),
        sa.CheckConstraint("kind IN ('extract', 'text', 'file', 'not_applicable')", name=op.f("ck_case_paper_kind")),
        sa.CheckConstraint("length(digest) = 32", name=op.f("ck_case_paper_digest_length")),
        sa.ForeignKeyConstraint(["case_id"], ["referral_case.id"], name=op.f("fk_case_paper_case_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_case_paper_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_paper")),
    )
    op.create_index(op.f("ix_case_paper_case_id"), "case_paper", ["case_id"], unique=False)
    op.create_table(
        "commission_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False, comment="Order on the agenda: 1, 2, 3 ..."),
        sa.Column(
            "planned",
            sa.String(length=10),
            nullable=False,
            comment="How it is to be examined: in_person, bedside, on_file",
        ),
        sa.Column("state", sa.String(length=12), nullable=False, comment="How far it came in this session"),
        sa.Column("how", sa.String(length=10), nullable=False, comment="How it was examined"),
        sa.Column("examined_at", sa.DateTime(timezone=True), nullable=True, comment="When it was examined"),
        sa.Column("consent", sa.String(length=10), nullable=False, comment="yes or refused"),
        sa.Column("findings", sa.Text(), nullable=False, comment="Examination and discussion"),
        sa.Column("words", sa.Text(), nullable=False, comment="What the person said, verbatim"),
        sa.Column("proposal", sa.Integer(), nullable=False, comment="Number of the opinion now proposed; 0: none yet"),
        sa.Column("conclusion", sa.String(length=40), nullable=False, comment="Kind of opinion proposed"),
        sa.Column("disease_id", sa.Uuid(), nullable=True, comment="Entry of the list"),
        sa.Column("measure", sa.Text(), nullable=False, comment="Measure proposed"),
        sa.Column("months", sa.Integer(), nullable=True, comment="Re-examination after so many months"),
        sa.Column("proposed_by", sa.Uuid(), nullable=True, comment="Account that wrote the proposal down"),
        sa.CheckConstraint("how IN ('', 'in_person', 'bedside', 'on_file')", name=op.f("ck_commission_item_how")),
        sa.CheckConstraint(
            "state IN ('waiting', 'examined', 'concluded', 'more_tests', 'postponed')",
            name=op.f("ck_commission_item_state"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["referral_case.id"], name=op.f("fk_commission_item_case_id")),
        sa.ForeignKeyConstraint(["disease_id"], ["disease_item.id"], name=op.f("fk_commission_item_disease_id")),
        sa.ForeignKeyConstraint(["session_id"], ["commission_session.id"], name=op.f("fk_commission_item_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commission_item")),
        sa.UniqueConstraint("session_id", "case_id", name=op.f("uq_commission_item_session_id_case_id")),
        sa.UniqueConstraint("session_id", "place", name=op.f("uq_commission_item_session_id_place")),
    )
    op.create_index(op.f("ix_commission_item_case_id"), "commission_item", ["case_id"], unique=False)
    op.create_table(
        "commission_protocol",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False, comment="KP-YYYY-NNNNN"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="When the votes were closed"),
        sa.Column("made_by", sa.Uuid(), nullable=False, comment="Account that closed them"),
        sa.Column("made_by_name", sa.String(length=200), nullable=False, comment="Name of that account at the time"),
        sa.Column(
            "content",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            comment="Members, conflicts, votes, findings, opinion, as JSON",
        ),
        sa.Column("digest", sa.LargeBinary(), nullable=False, comment="SHA-256 of the canonical content"),
        sa.CheckConstraint("length(digest) = 32", name=op.f("ck_commission_protocol_digest_length")),
        sa.ForeignKeyConstraint(["case_id"], ["referral_case.id"], name=op.f("fk_commission_protocol_case_id")),
        sa.ForeignKeyConstraint(["item_id"], ["commission_item.id"], name=op.f("fk_commission_protocol_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commission_protocol")),
        sa.UniqueConstraint("item_id", name=op.f("uq_commission_protocol_item_id")),
        sa.UniqueConstraint("number", name=op.f("uq_commission_protocol_number")),
    )
    op.create_table(
        "commission_vote",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("proposal", sa.Integer(), nullable=False, comment="Number of the proposal voted on"),
        sa.Column("user_id", sa.Uuid(), nullable=False, comment="Member"),
        sa.Column("name", sa.String(length=200), nullable=False, comment="Name at the time"),
        sa.Column("vote", sa.String(length=10), nullable=False, comment="for, against, abstain; conflict: steps back"),
        sa.Column("words", sa.Text(), nullable=False, comment="Dissent verbatim, or the interest declared"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When the vote was given"),
        sa.Column("proposed", sa.LargeBinary(), nullable=False, comment="SHA-256 of the proposal as the member saw it"),
        sa.Column("digest", sa.LargeBinary(), nullable=False, comment="SHA-256 of the vote's canonical form"),
        sa.CheckConstraint("vote IN ('for', 'against', 'abstain', 'conflict')", name=op.f("ck_commission_vote_vote")),
        sa.CheckConstraint(
            "vote NOT IN ('against', 'conflict') OR words <> ''", name=op.f("ck_commission_vote_said_why")
        ),
        sa.CheckConstraint("length(digest) = 32", name=op.f("ck_commission_vote_digest_length")),
        sa.ForeignKeyConstraint(["item_id"], ["commission_item.id"], name=op.f("fk_commission_vote_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commission_vote")),
        sa.UniqueConstraint("item_id", "proposal", "user_id", name=op.f("uq_commission_vote_item_id_proposal_user_id")),
    )
    op.add_column(
        "referral_case",
        sa.Column(
            "papers", sa.Integer(), nullable=True, comment="Folded: items of the checklist present or not applicable"
        ),
    )
    op.add_column(
        "referral_case",
        sa.Column("assigned_to", sa.Uuid(), nullable=True, comment="Account of the Department that has it in hand"),
    )
    op.add_column(
        "referral_case",
        sa.Column("assigned_name", sa.String(length=200), nullable=True, comment="Name of that account at the time"),
    )
    op.create_index("ix_referral_case_age", "referral_case", ["outcome", "opened_at", "number"], unique=False)
    for statement in later(revision, op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    op.drop_index("ix_referral_case_age", table_name="referral_case")
    op.drop_column("referral_case", "assigned_name")
    op.drop_column("referral_case", "assigned_to")
    op.drop_column("referral_case", "papers")
    op.drop_table("commission_vote")
    op.drop_table("commission_protocol")
    op.drop_index(op.f("ix_commission_item_case_id"), table_name="commission_item")
    op.drop_table("commission_item")
    op.drop_index(op.f("ix_case_paper_case_id"), table_name="case_paper")
    op.drop_table("case_paper")
    op.drop_index(op.f("ix_case_note_case_id"), table_name="case_note")
    op.drop_table("case_note")
    op.drop_table("case_bundle")
    op.drop_table("disease_item")
    op.drop_table("commission_seat")
    op.drop_table("disease_list")
    op.drop_index(op.f("ix_commission_session_starts_at"), table_name="commission_session")
    op.drop_table("commission_session")
