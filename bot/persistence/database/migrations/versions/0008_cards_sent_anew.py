"""cards are sent anew before the old message goes, and say what happened

Expands only: a process of the version before goes on working beside it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_IS_OLD = sa.text("old_messages IS NOT NULL")


def upgrade() -> None:
    """Apply. A card that was to be moved is sent anew."""
    op.add_column("messages", sa.Column("new_at", sa.Integer(), nullable=True))
    op.add_column("cards", sa.Column("event_seq", sa.BigInteger(), nullable=True))
    op.add_column("cards", sa.Column("old_messages", sa.Text(), nullable=True))
    op.create_index(
        "ix_cards_old",
        "cards",
        ["chat_id"],
        sqlite_where=_IS_OLD,
        postgresql_where=_IS_OLD,
    )
    op.execute(
        "UPDATE messages SET new_at = revision WHERE kind = 'card' AND EXISTS (SELECT 1 FROM cards"
        " WHERE cards.chat_id = messages.chat_id AND cards.audience = messages.audience"
        " AND cards.subject = messages.subject AND cards.digest = 'move')"
    )


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_cards_old", "cards")
    op.drop_column("cards", "old_messages")
    op.drop_column("cards", "event_seq")
    op.drop_column("messages", "new_at")
