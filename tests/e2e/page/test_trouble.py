"""The page's panel that makes trouble, against the real simulator."""

import pytest
from playwright.async_api import Locator, expect

from bot.simulator import Fault, Simulator

from .world import MINA, PHONE, World

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(180),
]

on_a_phone = pytest.mark.parametrize("viewport", [PHONE], ids=["phone"])


def opener(world: World) -> Locator:
    return world.page.get_by_role("banner").get_by_role("button", name="Trouble")


async def panel(world: World) -> Locator:
    await opener(world).click()
    return world.page.get_by_role("dialog", name="Make trouble")


async def test_switch_trouble_on_shows_a_badge_and_what_fires_until_all_is_cleared(
    world: World, simulator: Simulator
) -> None:
    await world.begins(world.customer)
    trouble = await panel(world)
    switch = trouble.get_by_role("switch", name="Too many requests")
    await switch.check()
    await expect(opener(world)).to_have_accessible_name("Trouble 1 on")
    slider = trouble.get_by_role("slider", name="How often: Too many requests")
    await expect(slider).to_have_attribute("aria-valuetext", "20%")
    await slider.press("End")
    await expect(slider).to_have_attribute("aria-valuetext", "100%")
    await trouble.get_by_role("switch", name="Slow answers").check()
    await expect(opener(world)).to_have_accessible_name("Trouble 2 on")
    await trouble.get_by_role("slider", name="Longest wait").press("Home")
    await world.page.wait_for_function(
        "async () => (await (await fetch('sim/faults')).json()).faults[1]?.delay_ms[1] === 200"
    )
    answer = await world.bot.ask("sendMessage", chat_id=MINA, text="Hello")
    assert answer["error_code"] == 429
    await expect(trouble).to_contain_text("1 time")
    await world.customer.says("The chats stay in use")
    await expect(world.customer.messages.last).to_contain_text("The chats stay in use")
    await trouble.get_by_role("button", name="Clear all").click()
    await expect(switch).not_to_be_checked()
    await expect(opener(world)).to_have_accessible_name("Trouble")
    await expect(trouble).not_to_contain_text("1 time")
    assert not simulator.faults.active
    await world.bot.says(MINA, "Well again")


async def test_switch_a_refused_token_and_pages_on_lets_calls_meet_both(
    world: World, simulator: Simulator
) -> None:
    trouble = await panel(world)
    await trouble.get_by_role("switch", name="Pages instead of answers").check()
    await expect(trouble).to_contain_text("A web page comes back with status 200")
    await trouble.get_by_role("switch", name="Token refused").check()
    await expect(opener(world)).to_have_accessible_name("Trouble 2 on")
    kinds = [it["kind"] for it in simulator.faults.view()["faults"]]
    assert kinds == ["unauthorized", "garbage"]
    answer = await world.bot.ask("sendMessage", chat_id=MINA, text="Hello")
    assert answer["error_code"] == 401
    await trouble.get_by_role("button", name="Clear all").click()
    await expect(opener(world)).to_have_accessible_name("Trouble")


async def test_program_that_makes_trouble_shows_in_an_open_panel_and_is_left_alone(
    world: World, simulator: Simulator
) -> None:
    trouble = await panel(world)
    simulator.faults.set(
        Fault(kind="provider_error"), Fault(kind="time_out", method="getMe", count=3)
    )
    switch = trouble.get_by_role("switch", name="Payment provider fails")
    await expect(switch).to_be_checked()
    await expect(trouble).to_contain_text("time_out · getMe")
    await expect(opener(world)).to_have_accessible_name("Trouble 2 on")
    await switch.uncheck()
    await expect(opener(world)).to_have_accessible_name("Trouble 1 on")
    [kept] = simulator.faults.view()["faults"]
    assert (kept["kind"], kept["method"], kept["count"]) == ("time_out", "getMe", 3)
    await world.page.reload()
    await expect(opener(world)).to_have_accessible_name("Trouble 1 on")


async def test_operate_the_panel_by_keyboard_gives_the_focus_back(world: World) -> None:
    await opener(world).focus()
    await world.page.keyboard.press("Enter")
    trouble = world.page.get_by_role("dialog", name="Make trouble")
    await expect(trouble.get_by_role("button", name="Clear all")).to_be_focused()
    await world.page.keyboard.press("Tab")
    await world.page.keyboard.press("Tab")
    switch = trouble.get_by_role("switch", name="Too many requests")
    await expect(switch).to_be_focused()
    await world.page.keyboard.press("Space")
    await expect(switch).to_be_checked()
    await expect(opener(world)).to_have_attribute("aria-expanded", "true")
    await world.page.keyboard.press("Escape")
    await expect(trouble).to_be_hidden()
    await expect(opener(world)).to_be_focused()
    await expect(opener(world)).to_have_accessible_name("Trouble 1 on")


async def test_switch_the_pages_language_keeps_the_panel_open(world: World) -> None:
    await panel(world)
    await world.page.get_by_label("Language of this page").select_option("ko")
    trouble = world.page.get_by_role("dialog", name="장애 일으키기")
    await trouble.get_by_role("switch", name="느린 응답").check()
    await expect(world.page.get_by_role("button", name="장애 1개 켜짐")).to_be_visible()


@on_a_phone
async def test_show_on_a_phone_the_panel_over_the_chat_and_all_of_the_header(
    world: World, simulator: Simulator
) -> None:
    simulator.faults.set(Fault(kind="error", probability=0.1), Fault(kind="drop"))
    await expect(opener(world)).to_contain_text("2 on")
    await expect(world.page.get_by_label("Language of this page")).to_be_in_viewport(ratio=1)
    trouble = await panel(world)
    await expect(trouble).to_be_in_viewport(ratio=1)
    await trouble.get_by_role("button", name="Close").click()
    await expect(trouble).to_be_hidden()
    await expect(world.customer.field).to_be_visible()
