"""``main.py tokens``: the tokens by which programs speak HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli_database import give_up, in_database
from bot.http.tokens import digest_of, new_id, new_secret
from bot.persistence.repositories.api_tokens import ApiToken, Scope

if TYPE_CHECKING:
    from bot.persistence.unit_of_work import UnitOfWork

tokens_cli = typer.Typer(no_args_is_help=True, help="Work with the tokens of programs (HTTP).")


@tokens_cli.command("add")
def add_token(
    scope: Annotated[Scope, typer.Argument(help="As whom it acts.")],
    user: Annotated[int, typer.Option(help="The person's Telegram id; of a store: an owner.")] = 0,
    store: Annotated[str, typer.Option(help="The store's id, for a token of one.")] = "",
    name: Annotated[str, typer.Option(help="What you call it.")] = "",
) -> None:
    """Make a token and show it, this once; only its SHA-256 is kept."""
    if bool(store) != (scope is Scope.STORE):
        give_up("--store: names the store of a token for a store, and of no other")
    secret = new_secret()

    def add(uow: UnitOfWork) -> ApiToken | str:
        found = _person(scope, user, store, uow)
        if isinstance(found, str):
            return found
        token = ApiToken(new_id(), scope, found, store or None, name, uow.now)
        uow.api_tokens.add(token, digest_of(secret))
        return token

    made = in_database(add)
    if isinstance(made, str):
        give_up(made)
    typer.echo(f"{made.id} acts as {scope} {made.user_id}. Its secret, shown this once:", err=True)
    typer.echo(secret)


@tokens_cli.command("list")
def list_tokens() -> None:
    """List the tokens there are, and those that were revoked."""
    tokens = in_database(lambda uow: uow.api_tokens.all())
    for it in tokens:
        revoked = f"  revoked {it.revoked_at:%Y-%m-%d %H:%M}Z" if it.revoked_at else ""
        bound = f"{it.scope} {it.user_id}{f' of {it.store_id}' if it.store_id else ''}"
        typer.echo(f"{it.id}  {it.made_at:%Y-%m-%d %H:%M}Z  {bound}  {it.name}{revoked}")
    if not tokens:
        typer.echo("no tokens")


@tokens_cli.command("revoke")
def revoke_token(id: Annotated[str, typer.Argument(help="As listed.")]) -> None:
    """Let a token open nothing any more, from the next request on."""
    if not in_database(lambda uow: uow.api_tokens.revoke(id, uow.now)):
        give_up(f"there is no token {id}; see: main.py tokens list")
    typer.echo(f"{id} is revoked")


def _person(scope: Scope, user: int, store_id: str, uow: UnitOfWork) -> int | str:
    """As whom a token acts, or why it cannot."""
    if scope is Scope.STORE:
        store = uow.stores.find(store_id)
        if store is None:
            return f"--store: there is no store {store_id}"
        owners = sorted(store.owners)
        if not user and len(owners) == 1:
            return owners[0]
        if user not in owners:
            return f"--user: name one of its owners: {', '.join(map(str, owners))}"
        return user
    problem = ""
    if scope is Scope.CUSTOMER and not uow.people.met(frozenset({user})):
        problem = f"--user: the bot cannot write to {user}: they have to talk to it first"
    elif scope is Scope.COURIER and not uow.stores.of_courier(user):
        problem = f"--user: {user} delivers for no store"
    elif scope is Scope.OPERATOR and user not in uow.limits.operators:
        problem = f"--user: {user} is not one of OPERATORS"
    return problem or user
