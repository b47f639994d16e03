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


def downgrade() -> None:
    """Undo."""
    for name in ("trips", "declined", "asked"):
        op.drop_column("deliveries", name)
    op.drop_table("couriers")
