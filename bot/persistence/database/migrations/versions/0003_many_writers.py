"""what many writers need

Expands only: a process of the version before goes on working beside it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ANNOUNCED = ("outbox", "messages")


def upgrade() -> None:
    """Apply."""
    # Numbers are given when a row is written, not when it is committed: whoever reads on from the
    # last number seen would lose rows that commit late. With one writer there are none.
    op.add_column("events", sa.Column("xact_id", sa.BigInteger(), nullable=True))
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("UPDATE events SET xact_id = 0")
    op.execute(
        "ALTER TABLE events ALTER COLUMN xact_id SET DEFAULT pg_current_xact_id()::text::bigint"
    )
    op.execute("CREATE INDEX ix_events_xact_id_seq ON events (xact_id, seq)")
    op.execute(
        "CREATE FUNCTION announce_rows() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN PERFORM pg_notify('azer_rows', TG_TABLE_NAME); RETURN NULL; END $$"
    )
    for table in _ANNOUNCED:
        op.execute(
            f"CREATE TRIGGER {table}_announced AFTER INSERT ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION announce_rows()"
        )


def downgrade() -> None:
    """Undo."""
    if op.get_bind().dialect.name == "postgresql":
        for table in _ANNOUNCED:
            op.execute(f"DROP TRIGGER {table}_announced ON {table}")
        op.execute("DROP FUNCTION announce_rows()")
        op.execute("DROP INDEX ix_events_xact_id_seq")
    op.drop_column("events", "xact_id")
