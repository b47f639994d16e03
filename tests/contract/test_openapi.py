"""The gateway and its OpenAPI document are of one mind."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, STDOUT
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from domain.store.commands import ImportStore
from tests.architecture.openapi import FILE, document, written
from tests.integration.conftest import Platform as Town
from tests.integration.gateway.conftest import gateway_on, make_tokens, secret
from tests.integration.gateway.test_scopes import order_to_deliver, paid_order
from tests.support.engines import fresh_location
from tests.support.samples import a_store_file

if TYPE_CHECKING:
    from collections.abc import Iterator

# How many requests are made up for each operation; .ci/run asks for 200.
EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "2"))
SEED = 1
CONFIG = Path(__file__).with_name("schemathesis.toml")
# What each has to do with; what they have not, tests/integration/gateway/test_scopes.py tries.
PATHS = {
    "customer": "^/(orders|customers|myPages)",
    "store": "^/(stores|pays)",
    "courier": "^/deliveries",
    "operator": "^/(pays|deliveries)",
}
# Without an end, which no tool waits for; tests/integration/gateway/test_events.py listens.
ENDLESS = "events$"


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document()["paths"].items():
        for method, operation in item.items():
            yield method, path, operation


def test_document_is_what_the_routes_say() -> None:
    assert FILE.read_text("utf-8") == written(), "python -m tests.architecture.openapi"


def test_every_body_and_every_problem_has_an_example() -> None:
    schemas = document()["components"]["schemas"]
    problems = document()["components"]["responses"]
    for method, path, operation in operations():
        for status, answer in operation["responses"].items():
            assert (int(status) >= 400) == ("$ref" in answer), (path, status)
            if "$ref" in answer:
                problem = problems[answer["$ref"].rpartition("/")[2]]
                shown = problem["content"]["application/problem+json"]["example"]
                assert shown["status"] == int(status)
        if "requestBody" not in operation:
            continue
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        named = [it.get("$ref") for it in schema.get("anyOf", [schema]) if "$ref" in it]
        body = schemas[named[0].rpartition("/")[2]]
        named_so = [name for name, it in body["properties"].items() if "examples" in it]
        assert set(body.get("required", [])) - {"lines"} <= set(named_so), (method, path)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("who", PATHS)
async def test_made_up_requests_are_answered_as_the_document_says(
    who: str, tmp_path: Path
) -> None:
    with fresh_location("sqlite", tmp_path) as location:
        town = Town(location)
        await town.run(ImportStore(a_store_file()))
        await make_tokens(town)
        async with gateway_on(town, requests_per_minute=1_000_000) as gateway:
            await paid_order(gateway)
            await order_to_deliver(gateway)
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "schemathesis.cli", "--config-file", CONFIG, "run"),
                f"{gateway.url}/openapi.json",
                *("--header", f"Authorization: Bearer {secret(who)}"),
                *("--checks", "all", "--seed", str(SEED), "--max-examples", str(EXAMPLES)),
                *("--include-path-regex", PATHS[who], "--exclude-path-regex", ENDLESS),
                *("--no-color", "--generation-database", "none"),
                *("--wait-for-schema", "60", "--request-timeout", "30"),
                cwd=tmp_path,
                stdout=PIPE,
                stderr=STDOUT,
            )
            output, _ = await process.communicate()
        town.database.close()
    assert process.returncode == 0, output.decode()
