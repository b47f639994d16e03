"""what other processes hear of: updates that were kept, people whom nobody reaches any more

Expands only: a process of the version before goes on working beside it.
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(
        "CREATE TRIGGER updates_announced AFTER INSERT ON updates "
        "FOR EACH STATEMENT EXECUTE FUNCTION announce_rows()"
    )
    op.execute(
        "CREATE FUNCTION announce_unreachable() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN PERFORM pg_notify('azer_rows', 'unreachable ' || NEW.user_id); RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER people_announced AFTER UPDATE OF reachable ON people FOR EACH ROW "
        "WHEN (OLD.reachable AND NOT NEW.reachable) EXECUTE FUNCTION announce_unreachable()"
    )


def downgrade() -> None:
    """Undo."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("DROP TRIGGER people_announced ON people")
    op.execute("DROP FUNCTION announce_unreachable()")
    op.execute("DROP TRIGGER updates_announced ON updates")
