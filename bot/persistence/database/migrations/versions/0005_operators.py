"""what operators decide about stores and people

Expands only: a process of the version before goes on working beside it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("stores", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("unanswered", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.add_column(sa.Column("paused_by", sa.BigInteger(), nullable=True))
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("username", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("banned_by", sa.BigInteger(), nullable=True))
        batch_op.add_column(
            sa.Column("pays_by_card", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.create_index("ix_people_username", ["username"])


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_index("ix_people_username")
        batch_op.drop_column("pays_by_card")
        batch_op.drop_column("banned_by")
        batch_op.drop_column("username")
    with op.batch_alter_table("stores", schema=None) as batch_op:
        batch_op.drop_column("paused_by")
        batch_op.drop_column("unanswered")
