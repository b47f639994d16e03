"""the region of a store; where a ticket goes, its tip and its end"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. The release before writes rows without any of these."""
    with op.batch_alter_table("stores", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("region", sa.String(length=2), server_default="", nullable=False)
        )
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.add_column(sa.Column("latitude", sa.Float(), nullable=True))
        batch_op.add_column(sa.Column("longitude", sa.Float(), nullable=True))
        batch_op.add_column(sa.Column("tip", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("ended_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.drop_column("ended_at")
        batch_op.drop_column("tip")
        batch_op.drop_column("longitude")
        batch_op.drop_column("latitude")
    with op.batch_alter_table("stores", schema=None) as batch_op:
        batch_op.drop_column("region")
