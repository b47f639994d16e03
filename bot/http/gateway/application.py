"""The application: which routes it has, and what stands before them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, FastAPI
from fastapi.middleware.cors import CORSMiddleware

from bot.http.gateway import customers, deliveries, events, orders, pays, stores
from bot.http.gateway.context import problem_content
from bot.http.gateway.problems import KEY_HEADER, ProblemDetails, install
from bot.settings.gateway import RESOURCES

if TYPE_CHECKING:
    from bot.http.gateway.context import GatewayContext

_ROUTERS: dict[str, tuple[APIRouter, ...]] = {
    "order": (orders.router,),
    "payment": (pays.router,),
    "store": (stores.router,),
    "customer": (customers.customers, customers.my_pages),
    "delivery": (deliveries.router,),
}
_PROBLEMS = {
    401: "unauthorized",
    403: "forbidden",
    404: "not-found",
    409: "conflict",
    413: "too-large",
    422: "invalid",
    429: "too-many-requests",
    503: "database-away",
}
_DESCRIPTION = (
    "What a town's tills, dashboards and printers speak to it by. Every command needs an"
    f" `{KEY_HEADER}`; whatever is not carried out is answered with problem details (RFC 9457)."
)


def application(context: GatewayContext) -> FastAPI:
    """Make the application of a gateway, or of the service of some contexts."""
    is_whole = set(RESOURCES) <= set(context.contexts)
    app = FastAPI(
        title="Azer Delivery",
        version="1",
        description=_DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json" if is_whole else None,
        separate_input_output_schemas=False,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.context = context
    install(app)
    for name, routers in _ROUTERS.items():
        if name in context.contexts:
            for router in routers:
                app.include_router(router, responses=_problems())
    if is_whole:
        app.include_router(events.router, responses=_problems())
    if context.origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(context.origins),
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", KEY_HEADER, "Last-Event-ID"],
        )
    app.openapi = lambda: _document(app)  # type: ignore[method-assign]
    return app


def _problems() -> dict[int | str, Any]:
    return {
        status: {
            "description": reason.replace("-", " ").capitalize() + ".",
            **problem_content(
                {
                    "type": f"urn:azer:problem:{reason}",
                    "title": reason,
                    "status": status,
                    "detail": "What a person is told.",
                    "errors": [{"field": "lines.0.quantity", "reason": "too-many"}]
                    if status == 422
                    else [],
                }
            ),
        }
        for status, reason in _PROBLEMS.items()
    }


def _document(app: FastAPI) -> dict[str, Any]:
    document = app.openapi_schema
    if document is None:
        document = FastAPI.openapi(app)
        parts = document["components"]["schemas"]
        for name in ("HTTPValidationError", "ValidationError"):
            parts.pop(name, None)
        described = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")
        parts.update(described.pop("$defs"))
        parts["ProblemDetails"] = described
        problems = {_PROBLEMS[status]: it for status, it in _problems().items()}  # type: ignore[index]
        document["components"]["responses"] = problems
        for item in document["paths"].values():
            for operation in item.values():
                for status in operation["responses"]:
                    if reason := _PROBLEMS.get(int(status)):
                        link = {"$ref": f"#/components/responses/{reason}"}
                        operation["responses"][status] = link
    return document
