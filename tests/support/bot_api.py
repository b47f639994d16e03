"""Checks of requests, results and updates against the Bot API's own schema."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
from jsonschema.exceptions import best_match

Json = dict[str, Any]

_SCHEMA: Json = json.loads(
    (Path(__file__).parents[1] / "contract" / "bot_api" / "schema.json").read_text("utf-8")
)
_PLAIN: dict[str, Json] = {
    "Integer": {"type": "integer"},
    "Float": {"type": "number"},
    "String": {"type": "string"},
    "Boolean": {"type": "boolean"},
    "True": {"const": True},
    "InputFile": {},
}
_ARRAY = "Array of "
_FROM_TEXT = {"Integer", "Float", "Boolean", "True"}


def _parts(kind: str) -> list[str]:
    return [part.strip() for part in kind.replace(" and ", ", ").replace(" or ", ", ").split(",")]


def _of_type(kind: str) -> Json:
    if kind in _PLAIN:
        return _PLAIN[kind]
    if kind.startswith(_ARRAY):
        return {"type": "array", "items": _of_type(kind.removeprefix(_ARRAY))}
    parts = _parts(kind)
    if len(parts) > 1:
        return {"anyOf": [_of_type(part) for part in parts]}
    return {"$ref": f"#/$defs/{kind}"}


def _of_fields(fields: dict[str, list[Any]], *, closed: bool = True) -> Json:
    properties = {
        name: {"const": entry[2]} if len(entry) > 2 else _of_type(entry[0])
        for name, entry in fields.items()
    }
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name, entry in fields.items() if entry[1]],
        "additionalProperties": not closed,
    }


def _definition(name: str, entry: Json) -> Json:
    if name in _PLAIN:
        return _PLAIN[name]
    if "any_of" in entry:
        return {"anyOf": [_of_type(kind) for kind in entry["any_of"]]}
    return _of_fields(entry["fields"])


@cache
def _definitions() -> Json:
    return {name: _definition(name, entry) for name, entry in _SCHEMA["types"].items()}


@cache
def _validator(kind: str) -> jsonschema.Draft202012Validator:
    if kind in _SCHEMA["methods"]:
        schema = _of_fields(_SCHEMA["methods"][kind]["fields"])
    else:
        schema = _of_type(kind)
    return jsonschema.Draft202012Validator({**schema, "$defs": _definitions()})


def _check(what: str, kind: str, value: object) -> None:
    error = best_match(_validator(kind).iter_errors(value))
    if error is not None:
        raise AssertionError(f"{what} at {error.json_path}: {error.message}")


def _typed(kind: str, value: object) -> object:
    """Undo what a form does to a value: everything in it is text."""
    if not isinstance(value, str) or "String" in _parts(kind):
        return value
    try:
        return json.loads(value.lower() if kind in _FROM_TEXT else value)
    except json.JSONDecodeError:
        return value


def method_fields(method: str) -> dict[str, list[Any]]:
    """Return a method's parameters: type, required, and the only value if there is one."""
    if method not in _SCHEMA["methods"]:
        raise AssertionError(f"there is no Bot API method {method}")
    fields: dict[str, list[Any]] = _SCHEMA["methods"][method]["fields"]
    return fields


def check_request(method: str, params: Json) -> None:
    """Check the parameters of a call, as sent in JSON or in a form."""
    fields = method_fields(method)
    typed = {
        name: _typed(fields[name][0], value) if name in fields else value
        for name, value in params.items()
    }
    _check(f"{method} request", method, typed)


def check_result(method: str, result: object) -> None:
    """Check what a call returned."""
    method_fields(method)
    _check(f"{method} result", _SCHEMA["methods"][method]["returns"], result)


def check_update(update: Json) -> None:
    """Check an update, which carries one thing that happened."""
    _check("update", "Update", update)
    if len(update) != 2:
        raise AssertionError(f"update carries {len(update) - 1} things: {sorted(update)}")


def check_object(kind: str, value: object) -> None:
    """Check an object of a named Bot API type."""
    _check(kind, kind, value)


def method_names() -> list[str]:
    """Return the names of all methods."""
    return list(_SCHEMA["methods"])
