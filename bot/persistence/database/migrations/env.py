"""Runs migrations on the connection that ``bot.persistence.database.migrate`` hands over."""

from alembic import context

from bot.persistence.database import tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.orders.metadata,
    render_as_batch=context.config.attributes["connection"].dialect.name == "sqlite",
    transaction_per_migration=False,
)
context.run_migrations()
