"""couriers on and off shift, and what was asked about a delivery

Expands only: a process of the version before goes on working beside it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "couriers",
        sa.Column("courier_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("courier_id"),
    )
    for column in (
        sa.Column("asked", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("declined", sa.Text(), nullable=False, server_default=""),
        sa.Column("trips", sa.Integer(), nullable=False, server_default="0"),
    ):
        op.add_column("deliveries", column)
    # What is under way already is asked about, too.
    now = "now() AT TIME ZONE 'utc'"
    if op.get_bind().dialect.name == "sqlite":
        now = "strftime('%Y-%m-%d %H:%M:%f000', 'now')"
    op.execute(
        "INSERT INTO deadlines (kind, order_id, due_at) "  # noqa: S608 - nothing is from outside
        f"SELECT 'delivery_step', order_id, {now} FROM deliveries "
        "WHERE state IN ('offered', 'assigned', 'picked_up')"
    )


def downgrade() -> None:
    """Undo."""
    op.execute("DELETE FROM deadlines WHERE kind = 'delivery_step'")
    for name in ("trips", "declined", "asked"):
        op.drop_column("deliveries", name)
    op.drop_table("couriers")
