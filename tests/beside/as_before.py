"""The release before, which would not start on tables that a newer one has brought up to date.

`python tests/beside/as_before.py run`, with PYTHONPATH where that release is. It runs on them all the
same, when it was there before; here it may start on them, too, so that both ways are tried. (This
release asks the tables by itself whether it may.)
"""

from __future__ import annotations

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.persistence.database.migrate import alembic_config
from bot.persistence.database.postgresql_server import PostgresqlServer
from tests.chaos import bot_on_a_clock

_migrate = PostgresqlServer.migrate


def migrate(self: PostgresqlServer, patience: float = 60) -> None:
    """Leave newer tables as they are."""
    with self.one_moment() as connection:
        found = MigrationContext.configure(connection).get_current_heads()
    scripts = ScriptDirectory.from_config(alembic_config())
    if set(found) <= {it.revision for it in scripts.walk_revisions()}:
        _migrate(self, patience)


if __name__ == "__main__":
    PostgresqlServer.migrate = migrate  # type: ignore[method-assign]
    bot_on_a_clock.main()
