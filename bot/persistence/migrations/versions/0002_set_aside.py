"""updates and messages that cannot be handled are set aside"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    for table in ("updates", "messages"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column("dead_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    """Take back."""
    for table in ("updates", "messages"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column("dead_at")
