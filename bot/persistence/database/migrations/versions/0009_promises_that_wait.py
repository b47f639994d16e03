"""a promise may wait until a time, in case something else makes it needless

Expands only: a process of the version before goes on working beside it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("messages", sa.Column("not_before", sa.DateTime(), nullable=True))


def downgrade() -> None:
    """Undo."""
    op.drop_column("messages", "not_before")
