"""what is asked about an accepted order, and what is kept of one that is called off

Expands only: a process of the version before goes on working beside it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_NAMES = {
    "tickets": ("asked", "request", "missing", "left_out", "kept"),
    "payments": ("kept", "reduced_to", "owed"),
}


def upgrade() -> None:
    """Apply."""
    op.add_column("tickets", sa.Column("asked", sa.Integer(), server_default="0", nullable=False))
    op.add_column("tickets", sa.Column("request", sa.Text(), nullable=True))
    op.add_column("tickets", sa.Column("missing", sa.Text(), nullable=True))
    op.add_column("tickets", sa.Column("left_out", sa.Text(), server_default="[]", nullable=False))
    op.add_column("tickets", sa.Column("kept", sa.BigInteger(), nullable=True))
    op.add_column("payments", sa.Column("kept", sa.BigInteger(), nullable=True))
    op.add_column("payments", sa.Column("reduced_to", sa.BigInteger(), nullable=True))
    op.add_column(
        "payments", sa.Column("owed", sa.BigInteger(), server_default="0", nullable=False)
    )


def downgrade() -> None:
    """Undo."""
    for table, names in _NAMES.items():
        for name in names:
            op.drop_column(table, name)
