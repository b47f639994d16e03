"""A foreign library works against the simulator as it does against Telegram."""

import asyncio
import socket
import struct
from datetime import timedelta
from typing import Any

import pytest
from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LabeledPrice,
    ReplyKeyboardMarkup,
    Update,
)
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    PreCheckoutQueryHandler,
    filters,
)

from tests.support.bot_api import check_request
from tests.support.simulated import MINA, PROVIDER, TOKEN, SimulatedWorld, simulated

Context = ContextTypes.DEFAULT_TYPE
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", 8, 8) + b"\x08\x02\x00\x00\x00"


def _bot(world: SimulatedWorld) -> Bot:
    return Bot(TOKEN, base_url=f"{world.address}/bot", base_file_url=f"{world.address}/file/bot")


async def _start(update: Update, context: Context) -> None:
    button = InlineKeyboardButton("Order", callback_data="order", style="success")
    await context.bot.send_message(
        MINA, "<b>Welcome</b>", parse_mode="HTML", reply_markup=InlineKeyboardMarkup([[button]])
    )


async def _order(update: Update, context: Context) -> None:
    assert update.callback_query is not None
    await update.callback_query.answer("One moment")
    await update.callback_query.edit_message_text("Ordered")
    prices = [LabeledPrice("Food", 9000)]
    await context.bot.send_invoice(
        MINA, "Order", "Noodles", "order-1", "KRW", prices, provider_token=PROVIDER
    )


async def _approve(update: Update, context: Context) -> None:
    assert update.pre_checkout_query is not None
    await update.pre_checkout_query.answer(ok=True)


async def _thank(update: Update, context: Context) -> None:
    assert update.message is not None
    assert update.message.successful_payment is not None
    where = ReplyKeyboardMarkup([[KeyboardButton("Where", request_location=True)]])
    amount = update.message.successful_payment.total_amount
    await update.message.reply_text(f"Paid {amount}", reply_markup=where)


async def _locate(update: Update, context: Context) -> None:
    assert update.message is not None
    assert update.message.location is not None
    await update.message.reply_text(f"Coming to {update.message.location.latitude}")


def _application(world: SimulatedWorld) -> "Application[Any, Any, Any, Any, Any, Any]":
    application = ApplicationBuilder().bot(_bot(world)).build()
    application.add_handler(CommandHandler("start", _start))
    application.add_handler(CallbackQueryHandler(_order))
    application.add_handler(PreCheckoutQueryHandler(_approve))
    application.add_handler(MessageHandler(filters.SUCCESSFUL_PAYMENT, _thank))
    application.add_handler(MessageHandler(filters.LOCATION, _locate))
    return application


async def _mina_orders(world: SimulatedWorld) -> None:
    mina = await world.people.person(MINA)
    await mina.says("/start")
    tap = await mina.taps("Order")
    assert (await tap.answer())["text"] == "One moment"
    await mina.sees("Ordered")
    await mina.sees_no_button("Order")
    assert (await mina.pays())["state"] == "paid"
    await mina.sees("Paid 9000")
    await mina.types_on_keyboard("Where")
    await mina.sees("Coming to 37.5665")


async def test_bot_that_polls_serves_an_order(world: SimulatedWorld) -> None:
    application = _application(world)
    async with application:
        assert application.updater is not None
        await application.updater.start_polling(timeout=10)
        await application.start()
        await _mina_orders(world)
        await application.updater.stop()
        await application.stop()


async def test_bot_with_webhook_serves_an_order(world: SimulatedWorld) -> None:
    # The library starts its own server only with a package that is not needed otherwise.
    application = _application(world)
    received = asyncio.Queue[bytes]()

    async def receive(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        sizes = [it for it in head.lower().split(b"\r\n") if it.startswith(b"content-length:")]
        await received.put(await reader.readexactly(int(sizes[0].partition(b":")[2])))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    async def hand_over() -> None:
        while True:
            data = application.bot.request.parse_json_payload(await received.get())
            await application.update_queue.put(Update.de_json(data, application.bot))

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = await asyncio.start_server(receive, sock=listening)
        port = listening.getsockname()[1]
        async with application, server:
            await application.bot.set_webhook(f"http://127.0.0.1:{port}/", secret_token="x")
            await application.start()
            handing = asyncio.create_task(hand_over())
            await _mina_orders(world)
            handing.cancel()
            await application.bot.delete_webhook()
            await application.stop()


async def test_bot_sends_and_fetches_a_photo(world: SimulatedWorld) -> None:
    await world.started()
    async with _bot(world) as bot:
        sent = await bot.send_photo(MINA, PNG, caption="Food")
        again = await bot.send_photo(MINA, sent.photo[-1].file_id)
        file = await again.photo[-1].get_file()
        assert bytes(await file.download_as_bytearray()) == PNG


async def test_bot_reads_back_what_it_set(world: SimulatedWorld) -> None:
    async with _bot(world) as bot:
        await bot.set_my_commands([BotCommand("start", "Begin")])
        assert await bot.get_my_commands() == (BotCommand("start", "Begin"),)
        assert (await bot.get_chat(MINA)).first_name == "Mina"
        assert (await bot.get_chat_menu_button()).type == "commands"
        assert (await bot.get_webhook_info()).url == ""


async def test_bot_gets_the_errors_it_knows(world: SimulatedWorld) -> None:
    async with _bot(world) as bot:
        with pytest.raises(Forbidden, match="can't initiate conversation"):
            await bot.send_message(MINA, "x")
        with pytest.raises(BadRequest, match="Chat not found"):
            await bot.send_message(42, "x")
        with pytest.raises(InvalidToken, match="sendDice is not implemented by the simulator"):
            await bot.send_dice(MINA)


async def test_bot_that_is_too_fast_is_told_how_long_to_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Without it the library warns that the type of retry_after will change.
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    async with simulated(strict=True) as world, _bot(world) as bot:
        await world.started()
        for number in range(4):
            await bot.send_message(MINA, str(number))
        with pytest.raises(RetryAfter) as caught:
            await bot.send_message(MINA, "one more")
        assert caught.value.retry_after == timedelta(seconds=1)


async def test_requests_of_the_library_fit_the_schema(world: SimulatedWorld) -> None:
    await world.started()
    calls: list[Any] = []
    world.simulator.observers.append(calls.append)
    async with _bot(world) as bot:
        keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Go", callback_data="go")]])
        sent = await bot.send_message(MINA, "Hello", reply_markup=keyboard)
        await bot.edit_message_text("Bye", MINA, sent.message_id)
        await bot.delete_message(MINA, sent.message_id)
    for exchange in calls:
        check_request(exchange.method, exchange.params)
    assert [exchange.method for exchange in calls] == [
        "getMe",
        "sendMessage",
        "editMessageText",
        "deleteMessage",
    ]
