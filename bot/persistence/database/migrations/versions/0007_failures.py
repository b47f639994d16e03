"""what stopped a delivery, and what became of the money

Expands only: a process of the version before goes on working beside it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("deliveries", sa.Column("problem", sa.String(20), nullable=True))
    op.add_column("deliveries", sa.Column("photo", sa.Text(), server_default="", nullable=False))
    op.add_column("deliveries", sa.Column("settlement", sa.String(20), nullable=True))


def downgrade() -> None:
    """Undo."""
    for name in ("problem", "photo", "settlement"):
        op.drop_column("deliveries", name)
