"""A million old orders on PostgreSQL: some are copied there, and the server makes more of them."""

from __future__ import annotations

import psycopg

from tests.bench.past import ORDERS, TABLES, columns, old_orders

COPIED = 20_000
# How the server makes the n-th order after the pattern of one that was copied.
_ANOTHER = {
    "id": "md5(id || n)",
    "order_id": "md5(order_id || n)",
    "subject": "md5(subject || n)",
    "event_id": "gen_random_uuid()::text",
    "customer_id": "customer_id + n",
}


def fill(url: str, orders: int = ORDERS) -> None:
    """Write old orders (above 20,000 a multiple of it) into a database whose tables are there and empty."""
    copied = min(orders, COPIED)
    rows = list(old_orders(copied))
    with psycopg.connect(url, autocommit=True) as connection:
        # Indexes are made afterwards, which is many times faster than keeping them.
        indexes = connection.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s)"
            " AND indexdef NOT LIKE 'CREATE UNIQUE%%'",
            [list(TABLES)],
        ).fetchall()
        # What is made here refers to what is made here; the server need not look.
        connection.execute("SET session_replication_role = replica")
        with connection.transaction(), connection.cursor() as cursor:
            for name, _ in indexes:
                cursor.execute(f"DROP INDEX {name}".encode())
            for table in TABLES:
                names = columns(table)
                listed = ", ".join(names)
                with cursor.copy(f"COPY {table} ({listed}) FROM STDIN".encode()) as copy:
                    for row in rows:
                        copy.write_row([row[table][name] for name in names])
                made = ", ".join(_ANOTHER.get(name, name) for name in names)
                cursor.execute(
                    f"INSERT INTO {table} ({listed}) SELECT {made} FROM {table},"
                    f" generate_series(1, {orders // copied - 1}) AS n".encode()
                )
            for _, statement in indexes:
                cursor.execute(statement.encode())
        connection.execute("VACUUM (ANALYZE)")
        connection.execute("CHECKPOINT")
