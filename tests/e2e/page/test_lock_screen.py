"""The lock screen of a person's phone on the page, against the real simulator."""

import pytest
from playwright.async_api import Locator, expect

from bot.simulator import People

from .world import COURIERS, JAE, MINA, PHONE, Column, World

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(180),
]

LONG = "The kitchen has accepted your order, number 7, and begins to cook it."
GO = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}


def screen(column: Column) -> Locator:
    return column.panel.get_by_role("region", name="Lock screen of")


def lines(column: Column) -> Locator:
    return screen(column).get_by_role("listitem")


def nothing(column: Column) -> Locator:
    return screen(column).get_by_text("No notifications")


async def locks(column: Column) -> None:
    await column.button("Lock screen").press("Enter")
    await expect(screen(column)).to_be_visible()


async def test_send_messages_shows_a_line_for_each_that_makes_a_sound(
    world: World, address: str
) -> None:
    await world.begins(world.customer)
    await locks(world.customer)
    await expect(nothing(world.customer)).to_be_visible()
    await world.bot.says(MINA, "Order 7 is paid.\nThe kitchen knows.")
    await world.bot.says(MINA, "Psst", disable_notification=True)
    await world.bot.says(MINA, LONG)
    await world.bot.call("sendLocation", chat_id=MINA, latitude=37.5, longitude=127)
    await expect(lines(world.customer).locator(".lock-line")).to_have_text(
        [
            "Order 7 is paid.",
            "The kitchen has accepted your order, num…+29 (29 more characters are cut off)",
            "Location",
        ]
    )
    await expect(lines(world.customer).locator("b")).to_have_text(["Azer Delivery"] * 3)
    await expect(nothing(world.customer)).to_be_hidden()
    async with People(address) as people:
        assert (await people.person(MINA)).lock_screen() == [
            "Order 7 is paid.",
            "The kitchen has accepted your order, num…",
            "Location",
        ]


async def test_edit_a_message_changes_its_line_without_being_read_out(world: World) -> None:
    await world.begins(world.customer)
    await locks(world.customer)
    number = await world.bot.says(MINA, "Cooking")
    await expect(lines(world.customer)).to_contain_text("Cooking")
    live = screen(world.customer).locator("[aria-live=polite]")
    await expect(live).to_have_text("Azer Delivery: Cooking")
    await live.evaluate(
        "(it) => { window.said = 0; new MutationObserver((changes) => {"
        " for (const change of changes) window.said += change.addedNodes.length;"
        " }).observe(it, {childList: true, characterData: true, subtree: true}); }"
    )
    await world.bot.call("editMessageText", chat_id=MINA, message_id=number, text="Ready")
    await expect(lines(world.customer)).to_contain_text("Ready")
    await expect(lines(world.customer)).to_have_count(1)
    assert await world.page.evaluate("window.said") == 0


async def test_open_the_lock_screen_reads_out_only_what_comes_afterwards(world: World) -> None:
    await world.begins(world.customer)
    await world.bot.says(MINA, "Cooking")
    await expect(world.customer.messages.last).to_contain_text("Cooking")
    await locks(world.customer)
    await expect(lines(world.customer)).to_have_count(1)
    await world.bot.says(MINA, "Psst", disable_notification=True)
    await world.bot.says(MINA, "Ready")
    live = screen(world.customer).locator("[aria-live=polite]")
    await expect(live).to_have_text("Azer Delivery: Ready")


async def test_delete_a_message_takes_its_line_away(world: World) -> None:
    await world.begins(world.customer)
    await locks(world.customer)
    number = await world.bot.says(MINA, "Cooking")
    await world.bot.says(MINA, "Ready")
    await expect(lines(world.customer)).to_have_count(2)
    await world.bot.call("deleteMessage", chat_id=MINA, message_id=number)
    await expect(lines(world.customer)).to_have_count(1)
    await expect(lines(world.customer)).to_contain_text("Ready")


async def test_act_in_the_chat_empties_its_lock_screen_also_after_a_reload(world: World) -> None:
    await world.begins(world.customer)
    await locks(world.customer)
    await world.bot.says(MINA, "Cooking")
    await world.bot.says(MINA, "Well?", reply_markup=GO)
    await expect(lines(world.customer)).to_have_count(2)
    await world.customer.button("Go").click()
    await expect(lines(world.customer)).to_have_count(0)
    await expect(nothing(world.customer)).to_be_visible()
    await world.bot.says(MINA, "Ready")
    await expect(lines(world.customer)).to_have_count(1)
    await world.page.reload()
    await locks(world.customer)
    await expect(lines(world.customer)).to_have_count(1)
    await expect(lines(world.customer)).to_contain_text("Ready")
    await world.customer.says("Thanks")
    await expect(lines(world.customer)).to_have_count(0)


async def test_toggle_the_lock_screen_by_keyboard_keeps_the_focus(world: World) -> None:
    toggle = world.customer.button("Lock screen")
    await expect(screen(world.customer)).to_be_hidden()
    await expect(toggle).to_have_attribute("aria-expanded", "false")
    await locks(world.customer)
    await expect(toggle).to_have_attribute("aria-expanded", "true")
    await expect(screen(world.owner)).to_be_hidden()
    await toggle.press("Enter")
    await expect(screen(world.customer)).to_be_hidden()
    await expect(toggle).to_be_focused()


async def test_show_another_chat_shows_what_the_phone_tells_of_that_one(world: World) -> None:
    await world.begins(world.courier)
    await locks(world.courier)
    await world.bot.says(JAE, "For you alone")
    await world.bot.says(COURIERS, "For all couriers")
    await expect(lines(world.courier)).to_contain_text(["For you alone"])
    await world.courier.button("Jae: person, chats and settings").click()
    await world.courier.panel.get_by_role("button", name="Couriers").click()
    await expect(lines(world.courier)).to_contain_text(["For all couriers"])
    await expect(lines(world.courier)).to_have_count(1)


async def test_many_lines_scroll_to_the_newest(world: World) -> None:
    await world.begins(world.customer)
    await locks(world.customer)
    for number in range(1, 13):
        await world.bot.says(MINA, f"Message {number}")
    await expect(lines(world.customer).last).to_contain_text("Message 12")
    await expect(lines(world.customer).last).to_be_in_viewport(ratio=0.9)
    await expect(world.customer.messages.last).to_be_in_viewport(ratio=0.9)


@pytest.mark.parametrize("viewport", [PHONE], ids=["phone"])
async def test_show_the_lock_screen_on_a_phone_in_korean(world: World) -> None:
    await world.begins(world.customer)
    await locks(world.customer)
    await world.page.get_by_label("Language of this page").select_option("ko")
    phone = world.customer.panel.get_by_role("region", name="Mina님의 잠금 화면")
    await expect(phone.get_by_text("알림이 없습니다")).to_be_visible()
    await expect(world.customer.button("잠금 화면")).to_have_attribute("aria-expanded", "true")
    await world.bot.says(MINA, "가" * 45)
    await expect(phone.get_by_role("listitem")).to_contain_text(
        "가" * 40 + "…+5 (5자가 더 있지만 잘려서 보이지 않습니다)"
    )
    assert await world.page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )
    await expect(world.customer.button("잠금 화면")).to_be_in_viewport(ratio=0.9)
    await expect(world.customer.field).to_be_in_viewport(ratio=0.9)
