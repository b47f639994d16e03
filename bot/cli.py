"""The command line."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Collection
from contextlib import AsyncExitStack, closing, suppress
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from bot.apart import named
from bot.cli_database import give_up, in_database, migrated, migrated_at, opened
from bot.cli_moving import move
from bot.cli_tokens import tokens_cli
from bot.clock import utc_now
from bot.command_bus import CommandBus
from bot.demo.town import KITCHEN, demo
from bot.events.bus import make_topic
from bot.events.consumers import consumers_named
from bot.events.republishing import hand_over, republish, since_when
from bot.logs import set_up_logs
from bot.operator_error import OperatorError
from bot.payments.providers.registry import close, providers_of
from bot.payments.reconciliation.audit import Audit, audit
from bot.persistence.database.location import Location
from bot.running import running
from bot.settings import Settings, load_settings
from bot.stores.store_file import read_stores
from bot.upkeep.cli import upkeep_cli
from domain.store import ImportStore, StoreFile


class _OneLine(TyperGroup):
    """Answers whatever only the operator can mend with one line, and no command by itself does."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except OperatorError as error:
            give_up(str(error))


cli = typer.Typer(
    cls=_OneLine, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
stores_cli = typer.Typer(no_args_is_help=True, help="Work with the stores.")
outbox_cli = typer.Typer(no_args_is_help=True, help="Look after events that failed.")
updates_cli = typer.Typer(no_args_is_help=True, help="Look after updates that failed.")
payments_cli = typer.Typer(no_args_is_help=True, help="Look after the money.")
_Delivery = Annotated[bool, typer.Option("--delivery", help="In the database of the deliveries.")]
cli.add_typer(stores_cli, name="stores")
cli.add_typer(payments_cli, name="payments")
cli.add_typer(outbox_cli, name="outbox")
cli.add_typer(updates_cli, name="updates")
cli.add_typer(tokens_cli, name="tokens")
cli.add_typer(upkeep_cli)


@cli.command()
def run(
    contexts: Annotated[str, typer.Option(help="Whose events are handled here; else all.")] = "",
) -> None:
    """Run the platform: on Telegram with BOT_TOKEN set, else on the simulator and its page."""
    settings = load_settings()
    consumers = consumers_named(contexts)
    if contexts and not (settings.bot_token.get_secret_value() and settings.is_on_a_server):
        give_up("--contexts: needs BOT_TOKEN, and no database in a file")
    set_up_logs(settings.log_format, settings.log_level)
    asyncio.run(_run(settings, consumers))


@cli.command()
def migrate(
    source: Annotated[str, typer.Option("--from", help="The file: sqlite:///path")] = "",
    target: Annotated[str, typer.Option("--to", help="postgresql://user@host/name")] = "",
) -> None:
    """Bring the databases (and the topic) up to date, as `run` does; or move a town to a server."""
    if source or target:
        move(source, target)
        return
    settings = load_settings()
    with migrated(settings):
        make_topic(settings)
    if (apart := settings.delivery_database_address) is not None:
        with named(), migrated_at(apart):
            typer.echo("the database of the deliveries is up to date, too")


@stores_cli.command("import")
def import_stores(
    path: Annotated[Path, typer.Argument(help="A store's YAML file, or a folder of them.")],
) -> None:
    """Load or update stores; orders that exist are not touched."""
    settings = load_settings()
    # It says itself what came of each.
    set_up_logs(settings.log_format, "warning")
    files = read_stores(path)
    with migrated(settings) as location:
        asyncio.run(_import(location, settings, files))


@outbox_cli.command("list")
def list_dead_letters(delivery: _Delivery = False) -> None:
    """List the events that a consumer has tried in vain (dead letters)."""
    letters = in_database(lambda uow: uow.outbox.dead_letters(), delivery=delivery)
    for it in letters:
        typer.echo(
            f"{it.id}  {it.died_at:%Y-%m-%d %H:%M}Z  {it.consumer} × {it.event}"
            f"  {it.subject}  after {it.attempts} tries: {it.error}"
        )
    if not letters:
        typer.echo("no dead letters")


@outbox_cli.command("replay")
def replay_dead_letter(
    number: Annotated[int, typer.Argument(help="As listed.")], delivery: _Delivery = False
) -> None:
    """Let a dead letter be tried again by the running platform."""
    if not in_database(lambda uow: uow.outbox.replay(number), delivery=delivery):
        give_up(f"there is no dead letter {number}; see: main.py outbox list")
    typer.echo(f"{number} will be tried again")


@outbox_cli.command("drop")
def drop_dead_letter(
    number: Annotated[int, typer.Argument(help="As listed.")], delivery: _Delivery = False
) -> None:
    """Give a dead letter up; later events of the same order go on."""
    if not in_database(lambda uow: uow.outbox.drop(number), delivery=delivery):
        give_up(f"there is no dead letter {number}; see: main.py outbox list")
    typer.echo(f"{number} is dropped")


@outbox_cli.command("republish")
def republish_events(
    since: Annotated[str, typer.Option(help="A time such as 2026-05-01T18:00.")],
) -> None:
    """Send the events since a time again; whoever has handled one leaves it alone."""
    settings = load_settings()
    moment = since_when(since, settings.zone, utc_now())
    with migrated(settings) as location, closing(opened(location, settings)) as database:
        count = asyncio.run(republish(database, moment))
        if not settings.kafka_bootstrap_servers:
            asyncio.run(hand_over(database))
    typer.echo(f"{count} events will be sent again")


@updates_cli.command("list")
def list_dead_updates() -> None:
    """List what people sent and could not be handled (it was set aside)."""
    dead = in_database(lambda uow: uow.updates.dead())
    for it in dead:
        typer.echo(f"{it.update_id}  {it.dead_at:%Y-%m-%d %H:%M}Z  {it.user_queue}  {it.error}")
    if not dead:
        typer.echo("no updates were set aside")


@updates_cli.command("show")
def show_dead_update(number: Annotated[int, typer.Argument(help="As listed.")]) -> None:
    """Print what Telegram sent, as JSON."""
    for it in in_database(lambda uow: uow.updates.dead()):
        if it.update_id == number:
            typer.echo(it.payload)
            return
    _no_update(number)


@updates_cli.command("replay")
def replay_dead_update(number: Annotated[int, typer.Argument(help="As listed.")]) -> None:
    """Let an update be handled again by the running platform, within seconds."""
    if not in_database(lambda uow: uow.updates.replay(number)):
        _no_update(number)
    typer.echo(f"{number} will be tried again")


@updates_cli.command("drop")
def drop_dead_update(number: Annotated[int, typer.Argument(help="As listed.")]) -> None:
    """Give an update up, and forget what it says."""
    if not in_database(lambda uow: uow.updates.drop(number)):
        _no_update(number)
    typer.echo(f"{number} is dropped")


def _no_update(number: int) -> NoReturn:
    give_up(f"{number} was not set aside; see: main.py updates list")


@payments_cli.command("reconcile")
def reconcile(
    days: Annotated[int, typer.Option(min=1, help="How far back providers are asked.")] = 30,
) -> None:
    """Compare the ledger with the payments, the orders and the providers' records."""
    settings = load_settings()
    with migrated(settings) as location:
        result = asyncio.run(_audit(location, settings, timedelta(days=days)))
    for problem in result.unasked:
        typer.echo(f"azer: could not be asked: {problem}", err=True)
    for difference in result.differences:
        typer.echo(str(difference))
    if result.differences:
        raise typer.Exit(1)
    typer.echo("no differences")


async def _audit(location: Location, settings: Settings, back: timedelta) -> Audit:
    providers = providers_of(settings)
    try:
        return await audit(location, providers, utc_now(), back)
    finally:
        await close(providers)


async def _run(settings: Settings, consumers: Collection[str]) -> None:
    """Run until a signal comes; one that comes while it starts breaks the start off."""
    stop, started = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for wanted in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(wanted, stop.set)
    serving = asyncio.create_task(_serve(settings, consumers, started, stop))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if stopping.done() and not started.is_set():
        serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving
        return
    stopping.cancel()
    await serving


async def _serve(
    settings: Settings, consumers: Collection[str], started: asyncio.Event, stop: asyncio.Event
) -> None:
    async with AsyncExitStack() as stack:
        if settings.bot_token.get_secret_value():
            await stack.enter_async_context(running(settings, consumers=consumers))
            typer.echo("Azer Delivery talks to Telegram. Ctrl-C stops it.")
        else:
            town = await stack.enter_async_context(demo(settings, capacity=KITCHEN))
            typer.echo(f"Azer Delivery is ready: open {town.address} (Ctrl-C stops it)")
            typer.echo("It is a demo, and begins afresh each time.")
        started.set()
        await stop.wait()
        typer.echo("Stopping …")


async def _import(location: Location, settings: Settings, files: list[StoreFile]) -> None:
    with closing(opened(location, settings)) as database:
        for file in files:
            typer.echo(f"{file.id}: {await CommandBus(database).execute(ImportStore(file))}")
