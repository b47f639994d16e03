"""Requests to the Bot API, however their parameters are sent."""

from typing import Any
from urllib.parse import parse_qsl

import orjson
from aiohttp import web
from aiohttp.web_request import FileField

from bot.simulator.model import BotApiError, Json, Upload, bad_request


async def read_request(request: web.Request) -> Json:
    """Collect a request's parameters.

    Raises:
        BotApiError: they cannot be read, or are more than the server takes.
    """
    query = request.rel_url.raw_query_string
    try:
        params = _read_pairs(query) if query else {}
        if request.method == "GET" or not request.can_read_body:
            return params
        return params | await _read_body(request)
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    except web.HTTPRequestEntityTooLarge:
        raise BotApiError(413, "Request Entity Too Large") from None


async def _read_body(request: web.Request) -> Json:
    kind = request.content_type
    if kind == "application/json":
        return _read_json(await request.read())
    if kind == "application/x-www-form-urlencoded":
        return _read_pairs((await request.read()).decode())
    if kind == "multipart/form-data":
        try:
            return _read_parts(await request.post())
        except UnicodeDecodeError:
            raise
        except (ValueError, LookupError):
            raise bad_request("can't parse multipart/form-data") from None
    return {}


def _read_pairs(text: str) -> Json:
    return dict(parse_qsl(text, keep_blank_values=True, errors="strict"))


def _read_json(body: bytes) -> Json:
    if not body:
        return {}
    try:
        parsed = orjson.loads(body)
    except orjson.JSONDecodeError:
        parsed = None
    if not isinstance(parsed, dict):
        raise bad_request("can't parse JSON object")
    # The server takes what is no text as it is written: null is these four letters.
    return parsed if None not in parsed.values() else _with_nulls_written(parsed)


def _with_nulls_written(params: Json) -> Json:
    return {name: "null" if value is None else value for name, value in params.items()}


def _read_parts(parts: Any) -> Json:
    params: Json = {}
    uploads: dict[str, Upload] = {}
    for name, value in parts.items():
        if isinstance(value, FileField):
            uploads[name] = params[name] = Upload(value.filename, value.file.read())
            value.file.close()
        else:
            params[name] = value
    return params | ({"uploads": uploads} if uploads else {})
