"""what is left of Telegram's limits, where several processes send

Expands only: a process of the version before goes on working beside it, by budgets of its own.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "budgets",
        sa.Column("chat", sa.String(64), primary_key=True),
        sa.Column("next_at", sa.Float(), nullable=False, server_default="0"),
        sa.Column("rests_until", sa.Float(), nullable=False, server_default="0"),
        sa.Column(
            "sent",
            sa.ARRAY(sa.Float()).with_variant(sa.Text(), "sqlite"),
            nullable=False,
            server_default="{}",
        ),
    )
    if op.get_bind().dialect.name == "postgresql":
        # One row changes with every message: room for it beside itself keeps the table small.
        op.execute("ALTER TABLE budgets SET (fillfactor = 50)")


def downgrade() -> None:
    """Undo."""
    op.drop_table("budgets")
