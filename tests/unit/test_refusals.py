"""What a server says to who wants to connect has no code: its text tells whether to wait."""

from __future__ import annotations

import psycopg
import pytest

from bot.persistence.database.postgresql_refusals import is_refused

_AT = 'connection to server at "10.0.0.1", port 5432 failed: '


@pytest.mark.parametrize(
    "said",
    [
        'FATAL:  password authentication failed for user "azer"',
        'FATAL:  Peer authentication failed for user "azer"',
        'FATAL:  Ident authentication failed for user "azer"',
        'FATAL:  certificate authentication failed for user "azer"',
        "fe_sendauth: no password supplied",
        'FATAL:  database "azer" does not exist',
        'FATAL:  role "azer" does not exist',
        'FATAL:  role "azer" is not permitted to log in',
        'FATAL:  no pg_hba.conf entry for host "10.0.0.1", user "azer", database "azer"',
        'FATAL:  pg_hba.conf rejects connection for host "10.0.0.1", user "azer"',
        'FATAL:  permission denied for database "azer"',
        "server does not support SSL, but SSL was required",
        "SSL error: certificate verify failed",
        'root certificate file "/root.crt" does not exist',
        'invalid sslmode value: "maybe"',
        'invalid port number: "99999"',
        'FATAL:  invalid value for parameter "client_encoding": "none"',
        'invalid connection option "flavour"',
        'invalid URI query parameter: "flavour"',
        'FATAL:  unrecognized configuration parameter "flavour"',
    ],
)
def test_text_of_what_only_an_operator_mends_is_a_refusal(said: str) -> None:
    assert is_refused(psycopg.OperationalError(f"{_AT}{said}"))


@pytest.mark.parametrize(
    "said",
    [
        "Connection refused",
        "Connection reset by peer",
        "server closed the connection unexpectedly",
        "connection timeout expired",
        "failed to resolve host 'db': [Errno -2] Name or service not known",
        "FATAL:  the database system is starting up",
        "FATAL:  the database system is shutting down",
        "FATAL:  the database system is in recovery mode",
        "FATAL:  the database system is not yet accepting connections",
        "FATAL:  sorry, too many clients already",
        "FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute",
        "FATAL:  terminating connection due to administrator command",
    ],
)
def test_text_of_what_passes_is_no_refusal(said: str) -> None:
    assert not is_refused(psycopg.OperationalError(f"{_AT}{said}"))
