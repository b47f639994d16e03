"""updates and messages that cannot be handled are set aside; a charge id may be two orders'"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_OLD = ("provider", "charge_id", "movement", "number")
_NEW = ("provider", "charge_id", "order_id", "movement", "number")


def upgrade() -> None:
    """Apply."""
    for table in ("updates", "messages"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column("dead_at", sa.DateTime(), nullable=True))
    _make_unique(_OLD, _NEW)


def downgrade() -> None:
    """Take back."""
    _make_unique(_NEW, _OLD)
    for table in ("updates", "messages"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column("dead_at")


def _make_unique(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    for name in ("update", "delete", "replace"):
        op.execute(f"DROP TRIGGER ledger_no_{name}")
    with op.batch_alter_table(
        "ledger", recreate="always", table_kwargs={"sqlite_autoincrement": True}
    ) as batch_op:
        batch_op.drop_constraint(f"uq_ledger_{'_'.join(before)}", type_="unique")
        batch_op.create_unique_constraint(f"uq_ledger_{'_'.join(after)}", list(after))
    for action in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER ledger_no_{action.lower()} BEFORE {action} ON ledger "
            "BEGIN SELECT RAISE(ABORT, 'the ledger is immutable'); END"
        )
    same = " AND ".join(f"{column} = NEW.{column}" for column in after)
    there = f"SELECT 1 FROM ledger WHERE seq = NEW.seq OR ({same})"  # noqa: S608 - our own columns
    op.execute(
        f"CREATE TRIGGER ledger_no_replace BEFORE INSERT ON ledger WHEN EXISTS ({there}) "
        "BEGIN SELECT RAISE(ABORT, 'the ledger is immutable'); END"
    )
