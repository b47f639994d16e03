"""The simulator's page as people use it, against the real simulator."""

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from bot.simulator import Simulator, serve
from bot.simulator.model import EXPONENTS

from .world import (
    COURIERS,
    MINA,
    PHONE,
    PROVIDER,
    ROSTER,
    Bot,
    Column,
    Line,
    World,
    feeding,
    talking,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(180),
]

on_a_phone = pytest.mark.parametrize("viewport", [PHONE], ids=["phone"])


def keys(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"inline_keyboard": list(rows)}


async def sends_invoice(bot: Bot) -> None:
    await bot.call(
        "sendInvoice",
        chat_id=MINA,
        title="Order 7",
        description="Two bowls",
        payload="order-7",
        provider_token=PROVIDER,
        currency="KRW",
        prices=[{"label": "Bibimbap", "amount": 19000}, {"label": "Delivery", "amount": 3000}],
        max_tip_amount=5000,
        suggested_tip_amounts=[1000, 2000],
    )


async def test_write_in_a_started_chat_reaches_the_bot_and_its_answer_the_person(
    world: World,
) -> None:
    await world.customer.button("Start", exact=True).click()
    assert (await world.bot.hears("message"))["text"] == "/start"
    await expect(world.customer.button("Start", exact=True)).to_be_hidden()
    await world.customer.says("비빔밥 하나요")
    heard = await world.bot.hears("message")
    assert (heard["chat"]["id"], heard["text"]) == (MINA, "비빔밥 하나요")
    await world.bot.says(MINA, "네, 곧 갑니다")
    await expect(world.customer.messages.last).to_contain_text("네, 곧 갑니다")
    await expect(world.owner.messages).to_have_count(0)


async def test_show_a_message_with_entities_renders_each_of_them(world: World) -> None:
    await world.begins(world.customer)
    await world.bot.says(
        MINA,
        "😀 <b>bold <i>both</i></b> <code>AB-1</code> <a href='https://example.org/x'>link</a> "
        "<tg-spoiler>secret</tg-spoiler> <tg-time unix='86400' format='D'>then</tg-time> /menu",
        parse_mode="HTML",
    )
    bubble = world.customer.messages.last
    await expect(bubble.locator("strong")).to_have_text("bold both")
    await expect(bubble.locator("strong em")).to_have_text("both")
    await expect(bubble.get_by_role("link")).to_have_attribute("href", "https://example.org/x")
    await expect(bubble.locator("time.entity-time")).to_have_text(re.compile("January [12], 1970"))
    await bubble.get_by_role("button", name="Hidden text").click()
    await expect(bubble.locator(".spoiler")).to_have_class(re.compile("shown"))
    await bubble.get_by_role("button", name="/menu").click()
    assert (await world.bot.hears("message"))["text"] == "/menu"


async def test_show_text_with_markup_in_it_stays_text(world: World) -> None:
    attack = (
        "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
    )
    await world.customer.says(attack)
    await world.bot.hears("message")
    await world.bot.says(MINA, attack, reply_markup=keys([{"text": attack, "callback_data": "x"}]))
    await world.bot.call("setMyCommands", commands=[{"command": "a", "description": attack}])
    await world.customer.field.fill("/")
    await expect(world.customer.panel.get_by_role("option")).to_contain_text(attack)
    await expect(world.customer.messages.last.locator(".text")).to_have_text(attack)
    await expect(world.customer.messages.last.locator(".key")).to_have_text(attack)
    assert await world.customer.panel.locator("img, script").count() == 0
    await expect(world.page).not_to_have_title("owned")


async def test_tap_an_inline_button_spins_until_the_bot_answers(world: World) -> None:
    await world.begins(world.customer)
    await world.bot.says(
        MINA,
        "Well?",
        reply_markup=keys([{"text": "Yes", "callback_data": "y", "style": "success"}]),
    )
    button = world.customer.button("Yes")
    await button.click()
    query = await world.bot.hears("callback_query")
    assert query["data"] == "y"
    await expect(button).to_have_attribute("aria-busy", "true")
    await world.bot.call("answerCallbackQuery", callback_query_id=query["id"], text="Noted")
    await expect(world.customer.panel.get_by_role("status")).to_contain_text("Noted")
    await expect(button).not_to_have_attribute("aria-busy", "true")
    await expect(button).to_be_focused()


async def test_tap_answered_with_an_alert_opens_a_dialog_that_escape_closes(world: World) -> None:
    await world.begins(world.customer)
    await world.bot.says(
        MINA, "Well?", reply_markup=keys([{"text": "No", "callback_data": "n", "style": "danger"}])
    )
    await world.customer.button("No").click()
    query = await world.bot.hears("callback_query")
    await world.bot.call(
        "answerCallbackQuery", callback_query_id=query["id"], text="Too late", show_alert=True
    )
    alert = world.page.get_by_role("alertdialog")
    await expect(alert).to_contain_text("Too late")
    await world.page.keyboard.press("Escape")
    await expect(alert).to_be_hidden()
    await expect(world.customer.button("No")).to_be_focused()


async def test_edit_a_message_behind_an_alert_gives_the_focus_to_its_new_button(
    world: World,
) -> None:
    await world.begins(world.customer)
    markup = keys([{"text": "No", "callback_data": "n"}])
    card = await world.bot.says(MINA, "Well?", reply_markup=markup)
    await world.customer.button("No").click()
    query = await world.bot.hears("callback_query")
    await world.bot.call(
        "answerCallbackQuery", callback_query_id=query["id"], text="Too late", show_alert=True
    )
    alert = world.page.get_by_role("alertdialog")
    await expect(alert).to_be_visible()
    await world.bot.call(
        "editMessageText", chat_id=MINA, message_id=card, text="Over", reply_markup=markup
    )
    await expect(world.customer.messages.last).to_contain_text("Over")
    await world.page.keyboard.press("Escape")
    await expect(world.customer.button("No")).to_be_focused()


async def test_press_reply_keys_sends_text_contact_and_location(world: World) -> None:
    await world.begins(world.customer)
    await world.bot.says(
        MINA,
        "How do we reach you?",
        reply_markup={
            "keyboard": [
                [
                    {"text": "My number", "request_contact": True},
                    {"text": "My place", "request_location": True},
                ],
                [{"text": "Not now"}],
            ],
            "resize_keyboard": True,
            "input_field_placeholder": "Pick one",
        },
    )
    await expect(world.customer.field).to_have_attribute("placeholder", "Pick one")
    await world.customer.button("My number").click()
    await world.page.get_by_role("dialog").get_by_role("button", name="Share").click()
    contact = (await world.bot.hears("message"))["contact"]
    assert (contact["phone_number"], contact["user_id"]) == ("+821012345678", MINA)
    await world.customer.button("My place").click()
    dialog = world.page.get_by_role("dialog")
    await expect(dialog.get_by_label("Latitude")).to_have_value("37.5665")
    await dialog.get_by_label("Longitude").fill("127.1")
    await dialog.get_by_role("button", name="Send").click()
    place = (await world.bot.hears("message"))["location"]
    assert (place["latitude"], place["longitude"]) == (37.5665, 127.1)
    await world.customer.button("Not now").click()
    assert (await world.bot.hears("message"))["text"] == "Not now"
    await world.bot.says(MINA, "Fine.", reply_markup={"remove_keyboard": True})
    await expect(world.customer.button("Not now")).to_be_hidden()


async def test_pay_an_invoice_the_bot_approves_shows_it_as_paid(world: World) -> None:
    await world.begins(world.customer)
    await sends_invoice(world.bot)
    await world.customer.button("Pay ₩22,000").click()
    sheet = world.page.get_by_role("dialog")
    await expect(sheet).to_contain_text("Bibimbap₩19,000")
    await sheet.get_by_role("button", name="₩2,000").click()
    await sheet.get_by_role("button", name="Pay ₩24,000").click()
    query = await world.bot.hears("pre_checkout_query")
    assert query["total_amount"] == 24000
    await expect(sheet).to_contain_text("Waiting for the bot")
    await world.bot.call("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=True)
    await expect(sheet).to_contain_text("Payment complete")
    await sheet.get_by_role("button", name="Done").click()
    await expect(world.customer.button("Paid")).to_be_disabled()
    await expect(world.customer.log).to_contain_text("You paid ₩24,000 to Azer Delivery")


async def test_amounts_have_as_many_decimals_as_telegram_says(world: World) -> None:
    counted = await world.page.evaluate(
        "async (codes) => { const { decimals } = await import('./js/format.js');"
        " return Object.fromEntries(codes.map((code) => [code, decimals(code)])); }",
        list(EXPONENTS),
    )
    assert counted == EXPONENTS


async def test_pay_an_invoice_the_bot_refuses_shows_its_words(world: World) -> None:
    await world.begins(world.customer)
    await sends_invoice(world.bot)
    await world.customer.button("Pay ₩22,000").click()
    sheet = world.page.get_by_role("dialog")
    await sheet.get_by_role("button", name="Pay ₩22,000").click()
    query = await world.bot.hears("pre_checkout_query")
    await world.bot.call(
        "answerPreCheckoutQuery",
        pre_checkout_query_id=query["id"],
        ok=False,
        error_message="The kitchen has closed.",
    )
    await expect(sheet).to_contain_text("The kitchen has closed.")
    await sheet.get_by_role("button", name="Try again").click()
    await expect(sheet.get_by_role("button", name="Pay ₩22,000")).to_be_focused()
    await world.page.keyboard.press("Escape")
    await expect(world.customer.button("Pay ₩22,000")).to_be_enabled()


async def test_pay_without_an_answer_times_out_and_charges_nothing(page: Page) -> None:
    simulator = Simulator(ROSTER, pre_checkout_seconds=0.1)
    async with serve(simulator) as address, talking(address) as bot:
        await page.goto(address)
        world = World(page, bot)
        await world.begins(world.customer)
        await sends_invoice(bot)
        await world.customer.button("Pay ₩22,000").click()
        sheet = page.get_by_role("dialog")
        await sheet.get_by_role("button", name="Pay ₩22,000").click()
        await expect(sheet).to_contain_text("Nothing was charged")
        assert simulator.charges == []


async def test_edit_a_message_changes_its_bubble_in_place(world: World) -> None:
    await world.begins(world.customer)
    card = await world.bot.says(MINA, "Cooking")
    await world.bot.says(MINA, "Something else")
    await world.bot.call("editMessageText", chat_id=MINA, message_id=card, text="On the way")
    bubble = world.customer.messages.nth(1)
    await expect(bubble).to_contain_text("On the way")
    await expect(bubble).to_contain_text("edited")
    await expect(world.customer.messages).to_have_count(3)


async def test_edit_ones_own_message_tells_the_bot(world: World) -> None:
    await world.begins(world.customer)
    await expect(world.customer.messages).to_have_count(1)
    await world.customer.field.press("ArrowUp")
    await expect(world.customer.field).to_have_value("Hello")
    await world.customer.says("Hello there")
    assert (await world.bot.hears("edited_message"))["text"] == "Hello there"
    await expect(world.customer.messages).to_have_count(1)
    await expect(world.customer.messages).to_contain_text("Hello there")


async def test_delete_a_message_takes_its_bubble_away(world: World) -> None:
    await world.begins(world.customer)
    gone = await world.bot.says(MINA, "Forget this")
    await expect(world.customer.messages).to_have_count(2)
    await world.bot.call("deleteMessage", chat_id=MINA, message_id=gone)
    await expect(world.customer.messages).to_have_count(1)
    await expect(world.customer.log).not_to_contain_text("Forget this")


async def test_type_a_slash_lists_the_commands_that_match(world: World) -> None:
    commands = [
        {"command": "menu", "description": "What there is"},
        {"command": "orders", "description": "What I ordered"},
    ]
    await world.bot.call("setMyCommands", commands=commands)
    options = world.customer.panel.get_by_role("option")
    await world.customer.button("Commands").click()
    await expect(options).to_have_count(2)
    await world.customer.field.fill("/or")
    await expect(options).to_have_count(1)
    await world.customer.field.press("ArrowDown")
    await world.customer.field.press("Enter")
    assert (await world.bot.hears("message"))["text"] == "/orders"
    await expect(options).to_have_count(0)


async def test_share_a_live_location_follows_its_updates(world: World) -> None:
    await world.begins(world.customer)
    sent = await world.bot.call(
        "sendLocation", chat_id=MINA, latitude=37.5, longitude=127.0, live_period=600
    )
    bubble = world.customer.messages.last
    await expect(bubble).to_contain_text("Live location")
    await expect(bubble).to_contain_text("37.50000, 127.00000")
    await world.bot.call(
        "editMessageLiveLocation",
        chat_id=MINA,
        message_id=sent["message_id"],
        latitude=37.6,
        longitude=127.0,
    )
    await expect(bubble).to_contain_text("37.60000, 127.00000")


async def test_write_into_a_group_shows_it_to_every_member(world: World) -> None:
    await world.courier.panel.get_by_role("button", name="Jae: person").click()
    await world.courier.button("Couriers").click()
    await world.courier.says("/here@azer_delivery_bot")
    assert (await world.bot.hears("message"))["chat"]["id"] == COURIERS
    await world.courier.panel.get_by_role("button", name="Jae: person").click()
    await world.courier.button("Add another person").click()
    await expect(world.courier.panel.get_by_role("heading", name="Ana")).to_be_visible()
    await world.bot.says(COURIERS, "A delivery waits")
    await expect(world.courier.panel.locator(".chat-head")).to_contain_text("2 unread messages")
    await world.courier.panel.get_by_role("button", name="Ana: person").click()
    await world.courier.button("Couriers").click()
    await expect(world.courier.messages.first).to_contain_text("Jae")
    await expect(world.courier.messages.last).to_contain_text("A delivery waits")


async def test_block_the_bot_leaves_only_the_way_back(world: World) -> None:
    await world.begins(world.customer)
    await world.customer.panel.get_by_role("button", name="Mina Kim: person").click()
    await world.customer.button("Block the bot").click()
    assert (await world.bot.hears("my_chat_member"))["new_chat_member"]["status"] == "kicked"
    await expect(world.customer.field).to_be_hidden()
    await world.customer.button("Unblock the bot").click()
    assert (await world.bot.hears("my_chat_member"))["new_chat_member"]["status"] == "member"
    await expect(world.customer.field).to_be_visible()


async def test_change_a_persons_language_tells_the_server(world: World) -> None:
    await world.customer.panel.get_by_role("button", name="Mina Kim: person").click()
    await world.customer.button("한국어").click()
    await world.customer.says("안녕")
    assert (await world.bot.hears("message"))["from"]["language_code"] == "ko"


async def test_switch_the_pages_language_keeps_the_chats_and_is_remembered(world: World) -> None:
    await world.begins(world.customer)
    await world.owner.field.fill("not sent yet")
    await world.page.get_by_label("Language of this page").select_option("ko")
    await expect(world.page.get_by_role("heading", name="채팅 시뮬레이터")).to_be_visible()
    await expect(world.customer.messages).to_contain_text("Hello")
    await expect(world.owner.field).to_have_value("not sent yet")
    await world.page.reload()
    await expect(world.customer.field).to_have_attribute("placeholder", "메시지")
    await expect(world.page.locator("html")).to_have_attribute("lang", "ko")


async def test_receive_while_reading_above_offers_the_new_messages(world: World) -> None:
    await world.begins(world.customer)
    for number in range(40):
        await world.bot.says(MINA, f"Line {number}")
    last = world.customer.messages.filter(has_text="Line 39")
    await expect(last).to_be_in_viewport()
    await world.customer.messages.first.scroll_into_view_if_needed()
    newer = world.customer.button("To the newest message")
    await expect(newer).to_be_visible()
    await world.bot.says(MINA, "Late one")
    await expect(last).not_to_be_in_viewport()
    await world.customer.button("1 new message").click()
    await expect(world.customer.messages.last).to_be_in_viewport()
    await expect(newer).to_be_hidden()


@on_a_phone
async def test_show_on_a_phone_one_chat_at_a_time_with_unread_badges(world: World) -> None:
    await world.begins(world.customer)
    await expect(world.owner.panel).to_be_hidden()
    courier = world.page.get_by_role("tab", name="Courier")
    await courier.click()
    await expect(world.courier.panel).to_be_visible()
    await expect(world.customer.panel).to_be_hidden()
    await world.bot.says(MINA, "Your food is here")
    customer = world.page.get_by_role("tab", name="Customer")
    await expect(customer).to_contain_text("1 unread message")
    await courier.press("ArrowRight")
    await expect(customer).to_be_focused()
    await expect(world.customer.messages.last).to_be_in_viewport()
    await expect(customer).not_to_contain_text("unread")


async def test_operate_by_keyboard_alone_reaches_every_step(world: World) -> None:
    keyboard = world.page.keyboard
    await world.customer.field.focus()
    await keyboard.type("Hello")
    await keyboard.press("Enter")
    await world.bot.hears("message")
    await world.bot.says(
        MINA, "Choose", reply_markup=keys([{"text": "This one", "callback_data": "1"}])
    )
    await expect(world.customer.button("This one")).to_be_visible()
    await keyboard.press("Shift+Tab")
    await keyboard.press("Shift+Tab")
    await expect(world.customer.button("This one")).to_be_focused()
    await keyboard.press("Enter")
    assert (await world.bot.hears("callback_query"))["data"] == "1"
    await keyboard.press("Tab")
    await expect(world.customer.button("Attach")).to_be_focused()
    await keyboard.press("Enter")
    await expect(world.customer.button("Location")).to_be_focused()
    await keyboard.press("ArrowDown")
    await keyboard.press("Escape")
    await expect(world.customer.button("Attach")).to_be_focused()
    await keyboard.press("Enter")
    await keyboard.press("Enter")
    dialog = world.page.get_by_role("dialog")
    await expect(dialog.get_by_label("Latitude")).to_be_focused()
    await keyboard.press("Enter")
    assert (await world.bot.hears("message"))["location"]["latitude"] == pytest.approx(37.5665)
    await expect(world.customer.button("Attach")).to_be_focused()


async def test_lose_the_connection_says_so_and_catches_up_once_it_is_back(
    page: Page, bot: Bot, line: Line
) -> None:
    await page.goto(f"http://127.0.0.1:{line.port}/")
    world = World(page, bot)
    await world.begins(world.customer)
    await expect(world.customer.messages).to_have_count(1)
    await line.cut()
    lost = page.get_by_text("Connection lost")
    await expect(lost).to_be_visible()
    await bot.says(MINA, "Sent meanwhile")
    await line.mend()
    await expect(lost).to_be_hidden()
    await expect(world.customer.messages.last).to_contain_text("Sent meanwhile")
    await expect(world.customer.messages).to_have_count(2)
    await bot.says(MINA, "And after")
    await expect(world.customer.messages).to_have_count(3)


async def test_restart_the_server_begins_anew_from_its_state(page: Page) -> None:
    async with serve(Simulator(ROSTER)) as address:
        await page.goto(address)
        customer = Column(page, "customer")
        await customer.says("Before")
        await expect(customer.messages).to_have_count(1)
    await expect(page.get_by_text("Connection lost")).to_be_visible()
    async with serve(Simulator(ROSTER), port=int(address.rsplit(":", 1)[1])):
        await expect(page.get_by_text("Connection lost")).to_be_hidden()
        await expect(customer.messages).to_have_count(0)
        await expect(customer.button("Start", exact=True)).to_be_visible()


async def test_offer_no_feed_hides_the_strip_and_says_so(world: World) -> None:
    await expect(world.page.get_by_text("No event feed")).to_be_visible()
    await expect(world.page.get_by_role("heading", name="Events")).to_be_hidden()


async def test_follow_the_feed_shows_the_newest_subject_and_offers_the_earlier(page: Page) -> None:
    rows = [("Order 1", "OrderPlaced"), ("Order 2", "OrderPlaced"), ("Order 1", "PaymentApproved")]
    async with feeding(rows) as feed_url, serve(Simulator(ROSTER, feed_url=feed_url)) as address:
        await page.goto(address)
        strip = page.get_by_role("complementary", name="Events")
        await expect(strip.get_by_role("listitem")).to_have_count(1)
        await expect(strip.locator(".feed-subject")).to_have_text("Order 2")
        await strip.get_by_label("Show events of").select_option("Order 1")
        await expect(strip.get_by_role("listitem")).to_have_count(2)
        await expect(strip.get_by_role("listitem").last).to_contain_text("PaymentApproved")
        await page.goto("about:blank")
