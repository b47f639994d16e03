"""the tables say from which revision on programs understand them

Expands only: a process of the version before goes on working beside it. A later migration that
contracts sets ``understood_from`` to its own revision, or to the first that knew what is left.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("alembic_version", sa.Column("understood_from", sa.String(32), nullable=True))
    op.execute("UPDATE alembic_version SET understood_from = '0013'")


def downgrade() -> None:
    """Undo."""
    op.drop_column("alembic_version", "understood_from")
