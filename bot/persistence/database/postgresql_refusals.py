"""What a PostgreSQL server, or the way to it, refuses for good: only the operator can mend it."""

from __future__ import annotations

import re

import psycopg
from sqlalchemy.exc import DBAPIError

# Authorization, no such database or schema, rights that are missing (PostgreSQL, appendix A).
_STATES = ("28", "3D000", "3F000", "42501")
# A connection that is not made has a text and no state. A server that speaks another language than
# English is therefore waited for, with its reason in the log. What passes is none of these: one
# that starts, stops or is full, and a name that nobody knows, since in a cluster it is known only
# when its server is there.
_TEXTS = re.compile(
    r"(password|Peer|Ident) authentication failed|no password supplied"
    r'|(database|role) ".*" does not exist|is not permitted to log in'
    r"|no pg_hba\.conf entry|pg_hba\.conf rejects|permission denied for database"
    r"|SSL was required|certificate"
    r"|invalid (\w+ value|port number|value for parameter|connection option|URI query parameter)"
    r"|unrecognized configuration parameter"
)


def is_refused(error: psycopg.Error | DBAPIError) -> bool:
    """Whether no later try can help as long as settings and server stay as they are."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(cause, psycopg.Error):
        return False
    if cause.sqlstate is not None:
        return cause.sqlstate.startswith(_STATES)
    return bool(_TEXTS.search(str(cause)))


def first_line(error: psycopg.Error | DBAPIError) -> str:
    """Why, without hints or a row's contents."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return str(cause).strip().partition("\n")[0]
