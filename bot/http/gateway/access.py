"""Who calls, what they may do, and commands that have their effect once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from fastapi import Depends, Header, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from bot.http.gateway.context import GatewayContext, context_of
from bot.http.gateway.problems import KEY_HEADER, Problem, retry_after
from bot.persistence.repositories.api_tokens import ApiToken, Scope

if TYPE_CHECKING:
    from bot.persistence.unit_of_work import UnitOfWork
    from domain.order import OrderReceipt, PlaceOrder
    from domain.shared.messages import Command

T = TypeVar("T")

_bearer = HTTPBearer(auto_error=False, description="A token, made by `main.py tokens add`.")
_Given = Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]
_Key = Annotated[
    str,
    Header(
        alias=KEY_HEADER,
        min_length=1,
        max_length=200,
        pattern=r"^[!-~]+$",
        description="Chosen by the caller: the same key within 24 hours has its effect once.",
        examples=["till-3/2026-05-01/117"],
    ),
]
_KEY_DIGITS = 40


@dataclass(frozen=True)
class Caller:
    """Whoever sent a request, with a token that is valid."""

    context: GatewayContext
    token: ApiToken

    @property
    def user_id(self) -> int:
        """As which person the rules see them."""
        return self.token.user_id

    @property
    def is_operator(self) -> bool:
        """Whether they run the platform."""
        return self.token.scope is Scope.OPERATOR

    def require_store(self, store_id: str) -> None:
        """Check that a token of a store is of this one. Raises Problem, as for a store that is not there."""
        if self.token.scope is Scope.STORE and self.token.store_id != store_id:
            raise Problem(404, "not-found")


class Commands:
    """The commands of one request: each has its effect once for its key."""

    def __init__(self, caller: Caller, key: str, fingerprint: str) -> None:
        """Give commands for a caller; ``fingerprint`` says what the request asks for."""
        self.caller, self._fingerprint = caller, fingerprint
        digest = sha256(key.encode()).hexdigest()[:_KEY_DIGITS]
        self._scope = f"http:{caller.token.id}:{digest}"
        self._number = 0

    @property
    def new_order_id(self) -> str:
        """The id of an order that this request places: the same for the same key."""
        return sha256(f"{self._scope} places".encode()).hexdigest()[:32]

    def answered(self, uow: "UnitOfWork") -> str | None:
        """Return what the first command answered before, as JSON. Raises KeyReused."""
        return uow.idempotency.find(f"{self._scope}:1", self._fingerprint)

    async def execute(self, command: "Command[T]") -> T:
        """Carry a command out, as the chats do. Raises as ``CommandBus.execute``."""
        self._number += 1
        return await self.caller.context.bus.execute(
            command, scope=self._scope, number=self._number, fingerprint=self._fingerprint
        )

    async def place(
        self,
        store_id: str,
        order: "Callable[[UnitOfWork], PlaceOrder]",
        look: "Callable[[OrderReceipt, UnitOfWork], T]",
    ) -> T:
        """Place an order, and look at it. Raises as ``CommandBus.place``."""
        self._number += 1
        return await self.caller.context.bus.place(
            order,
            look,
            store_id=store_id,
            scope=self._scope,
            number=self._number,
            fingerprint=self._fingerprint,
        )


async def _caller(request: Request, given: _Given, scopes: Sequence[Scope]) -> Caller:
    context = context_of(request)
    token = None
    if given is not None:
        token = await context.tokens.find(given.credentials)
    if token is None:
        raise Problem(401, "unauthorized", headers={"WWW-Authenticate": "Bearer"})
    if wait := context.rates.take(token.id):
        raise Problem(429, "too-many-requests", headers=retry_after(wait))
    request.state.user_id = token.user_id
    if token.scope not in scopes:
        raise Problem(403, "forbidden")
    return Caller(context, token)


def allows(*scopes: Scope) -> Any:
    """A dependency: the caller, whose token must have one of these scopes."""

    async def check(request: Request, given: _Given) -> Caller:
        return await _caller(request, given, scopes)

    return Depends(check)


def commands(*scopes: Scope) -> Any:
    """A dependency: the commands of a request, whose token must have one of these scopes."""

    async def begin(request: Request, given: _Given, key: _Key) -> Commands:
        caller = await _caller(request, given, scopes)
        asked = f"{request.method} {request.scope['path']}\n".encode() + await request.body()
        return Commands(caller, key, sha256(asked).hexdigest())

    return Depends(begin)
