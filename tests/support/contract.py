"""The published contract of the events, as a validator of what is in the topic."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

FILE = Path(__file__).parents[2] / "docs/events/asyncapi.yaml"


@cache
def contract() -> dict[str, Any]:
    """The file."""
    found: dict[str, Any] = YAML(typ="safe").load(FILE)
    return found


@cache
def _validator(name: str) -> Draft202012Validator:
    payload = contract()["components"]["messages"][name]["payload"]
    return Draft202012Validator(
        {**payload, "components": contract()["components"]},
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )


def problems(record: dict[str, Any]) -> list[str]:
    """What the contract has against a record; it is found by its name."""
    return [
        f"{record['name']}: {error.json_path}: {error.message}"
        for error in _validator(record["name"]).iter_errors(record)
    ]
