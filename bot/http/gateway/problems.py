"""Problem details (RFC 9457): every answer that is no success, with the field and the reason."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from bot.http.gateway.context import context_of
from bot.persistence.queues.idempotency import KeyReused
from domain.customer import Banned, CashRefused
from domain.order import BasketEmpty, BelowMinimum, SumNotPayable
from domain.payment import ProviderUnavailable, RefundTooMuch
from domain.shared.errors import (
    Conflict,
    ContextAway,
    DatabaseUnavailable,
    DomainError,
    InvalidInput,
    NotAllowed,
    NotFound,
)
from handlers.ui.problems import problem_text, refusal_text

_log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"
KEY_HEADER = "Idempotency-Key"
_REASONS = {
    401: "unauthorized",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    413: "too-large",
}
# Seconds after which a payment provider that rests is worth another try.
_PROVIDER_RESTS, _SOON = 30, 1
# Where in a request the value is that an error of the domain names otherwise.
_FIELDS = {"refund": "amount", "sum": "amount", "basket": "lines", "message": "words"}


class FieldProblem(BaseModel):
    """What is wrong with one field."""

    field: str
    reason: str


class ProblemDetails(BaseModel):
    """Why a request was not carried out (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldProblem] = []


@dataclass(eq=False)
class Problem(Exception):
    """A request that is not carried out.

    Args:
        status: The status of the answer.
        reason: Why, in a few words with dashes.
        errors: Which fields are wrong, each with its reason.
        headers: What else the answer says.
        detail: What the rules say, where they refused it; else the text of the reason.
    """

    status: int
    reason: str
    errors: Sequence[tuple[str, str]] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    detail: str = ""


def retry_after(seconds: float) -> dict[str, str]:
    """The header that says when to try again (RFC 9110): whole seconds, at least 1."""
    return {"Retry-After": str(max(1, math.ceil(seconds)))}


def answer(problem: Problem, detail: str) -> JSONResponse:
    """Make the answer of a problem."""
    body = ProblemDetails(
        type=f"urn:azer:problem:{problem.reason}",
        title=HTTPStatus(problem.status).phrase,
        status=problem.status,
        detail=problem.detail or detail,
        errors=[FieldProblem(field=name, reason=why) for name, why in problem.errors],
    )
    return JSONResponse(
        body.model_dump(), problem.status, dict(problem.headers), media_type=MEDIA_TYPE
    )


def install(app: FastAPI) -> None:
    """Answer every error of an application with problem details."""

    async def explain(request: Request, error: Exception) -> JSONResponse:
        return explained(request, error)

    for kind in (
        Problem, RequestValidationError, HTTPException, KeyReused, DatabaseUnavailable, DomainError,
        Exception,
    ):  # fmt: skip
        app.add_exception_handler(kind, explain)


def explained(request: Request, error: Exception) -> JSONResponse:
    """Make the answer of an error, in the language of the request."""
    problem = _problem_of(error)
    if problem.status == HTTPStatus.METHOD_NOT_ALLOWED:
        problem.headers = {"Allow": _allowed(request)}
    if problem.reason == "internal":
        _log.error("a request broke", path=request.scope.get("path"), exc_info=error)
    translate = context_of(request).translate(request.headers.get("Accept-Language", ""))
    if isinstance(error, DomainError) and problem.reason in {"refused", "invalid"}:
        problem.detail = refusal_text(error, translate, getattr(request.state, "user_id", 0))
        return answer(problem, problem.detail)
    return answer(problem, problem_text(problem.reason, translate))


def _allowed(request: Request) -> str:
    """Which methods a path has; the router would name those of the first of its routes only."""
    path = request.scope["path"]
    methods = {
        method.upper()
        for template, item in request.app.openapi()["paths"].items()
        if compile_path(template)[0].match(path)
        for method in item
    }
    return ", ".join(sorted(methods))


def _problem_of(error: Exception) -> Problem:  # noqa: PLR0911 - one for each kind
    match error:
        case Problem():
            return error
        case RequestValidationError():
            return Problem(422, "invalid", [_field_of(it) for it in error.errors()])
        case HTTPException(status_code=HTTPStatus.BAD_REQUEST):
            # Bytes that are no text are told apart from text that is no JSON by nobody else.
            return Problem(422, "invalid", [("body", "json-invalid")])
        case HTTPException():
            reason = _REASONS.get(error.status_code, "bad-request")
            return Problem(error.status_code, reason, headers=error.headers or {})
        case KeyReused():
            return Problem(422, "key-reused", [(KEY_HEADER, "reused")])
        case DatabaseUnavailable():
            return Problem(503, "database-away", headers=retry_after(_SOON))
        case ContextAway():
            return Problem(503, f"{error.context}-away", headers=retry_after(_SOON))
        case ProviderUnavailable():
            return Problem(503, "payment-rests", headers=retry_after(_PROVIDER_RESTS))
        case DomainError():
            return _refused(error)
    return Problem(500, "internal")


# Which field the rules have something against, by their error.
_REFUSED: Mapping[type[DomainError], tuple[str, str]] = {
    BasketEmpty: ("lines", "missing"),
    BelowMinimum: ("lines", "below-minimum"),
    SumNotPayable: ("lines", "sum-not-payable"),
    RefundTooMuch: ("amount", "out-of-range"),
}


def _refused(error: DomainError) -> Problem:
    match error:
        case NotFound() | NotAllowed():
            # A stranger does not learn whether there is such a thing.
            return Problem(404, "not-found")
        case Conflict():
            return Problem(409, "conflict", headers=retry_after(_SOON))
        case InvalidInput():
            name = _FIELDS.get(error.field, error.field)
            return Problem(422, "invalid", [(name, error.problem.replace("_", "-"))])
        case Banned() | CashRefused():
            return Problem(403, "refused")
    if wrong := _REFUSED.get(type(error)):
        return Problem(422, "refused", [wrong])
    return Problem(409, "refused")


def _field_of(error: Mapping[str, Any]) -> tuple[str, str]:
    # The first part says where: body, query, path or header.
    where, *names = error["loc"]
    name = ".".join(map(str, names)) or str(where)
    if where == "body" and error["type"] == "json_invalid":
        name = "body"
    return name, str(error["type"]).replace("_", "-")
