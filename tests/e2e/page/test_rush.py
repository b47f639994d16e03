"""The page's panel that sends a rush, against the real simulator and a bot that a test speaks for."""

import pytest
from playwright.async_api import Locator, expect

from bot.simulator import Roster, Simulator

from .world import MIN_JUN, PHONE, ROSTER, World

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(180),
]

CROWD = {
    "scripts": [{"name": "short", "steps": [{"say": "Hello"}, {"tap": "^yes$"}]}],
    "duties": [{"people": [MIN_JUN], "tap": "^cook$"}],
}
YES = {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}]]}


@pytest.fixture
def simulator() -> Simulator:
    return Simulator(Roster.model_validate(ROSTER.model_dump(mode="json") | {"crowd": CROWD}))


async def panel(world: World) -> Locator:
    await world.page.get_by_role("banner").get_by_role("button", name="Trouble").click()
    return world.page.get_by_role("region", name="Rush")


def count(rush: Locator, name: str) -> Locator:
    """The count beside a name."""
    return rush.locator("dl > div").filter(has_text=name).get_by_role("definition")


async def test_start_a_rush_shows_how_it_goes_until_everybody_is_done(
    world: World, simulator: Simulator
) -> None:
    rush = await panel(world)
    field = rush.get_by_role("spinbutton", name="Number of customers")
    await field.fill("2")
    await field.press("Enter")
    await expect(rush.get_by_role("button", name="Stop")).to_be_visible()
    await expect(field).to_be_disabled()
    await expect(rush.get_by_role("status")).to_have_text("The rush has begun: 2 customers.")
    assert simulator.crowd.rush is not None
    await simulator.crowd.stop()
    going = simulator.crowd.start(2)
    for _ in going.actors:
        await world.bot.hears("message")
    for number, person in enumerate(going.actors):
        await world.bot.says(person, "Really?", reply_markup=YES)
        tap = await world.bot.hears("callback_query")
        await world.bot.call("answerCallbackQuery", callback_query_id=tap["id"])
        await expect(count(rush, "Taps answered")).to_have_text(f"{number + 1}/{number + 1}")
    await expect(count(rush, "Done")).to_have_text("2")
    await expect(rush.get_by_role("status")).to_have_text(
        "The rush is over: 2 of 2 customers done, 0 failed."
    )
    await expect(rush.get_by_role("button", name="Start")).to_be_visible()
    await expect(world.page.get_by_role("article")).to_have_count(0)


async def test_stop_a_rush_by_keyboard_leaves_the_focus_on_start(
    world: World, simulator: Simulator
) -> None:
    rush = await panel(world)
    await rush.get_by_role("button", name="Start").press("Enter")
    await expect(rush.get_by_role("button", name="Stop")).to_be_focused()
    await world.page.reload()
    rush = await panel(world)
    await rush.get_by_role("button", name="Stop").press("Enter")
    await expect(rush.get_by_role("button", name="Start")).to_be_focused()
    assert simulator.crowd.rush is not None
    assert not simulator.crowd.rush.running


async def test_provider_fails_from_beside_the_rush(world: World, simulator: Simulator) -> None:
    rush = await panel(world)
    await rush.get_by_role("switch", name="Payment provider fails").check()
    await world.page.wait_for_function(
        "async () => (await (await fetch('sim/faults')).json()).faults.length === 1"
    )
    [fault] = simulator.faults.view()["faults"]
    assert fault["kind"] == "provider_error"


async def test_rush_that_is_refused_says_why(world: World, simulator: Simulator) -> None:
    rush = await panel(world)
    start = rush.get_by_role("button", name="Start")
    await expect(start).to_be_visible()
    simulator.crowd._entry = None
    await start.click()
    await expect(rush.get_by_role("alert")).to_have_text(
        "That did not work: The roster describes no crowd."
    )


@pytest.mark.parametrize("viewport", [PHONE], ids=["phone"])
async def test_show_on_a_phone_the_rush_in_korean(world: World) -> None:
    await world.page.get_by_label("Language of this page").select_option("ko")
    await world.page.get_by_role("banner").get_by_role("button", name="장애").click()
    rush = world.page.get_by_role("region", name="주문 폭주")
    await rush.get_by_role("button", name="시작").click()
    await expect(rush.get_by_role("button", name="중지")).to_be_in_viewport(ratio=0.9)
    await expect(rush.get_by_role("status")).to_have_text("주문 폭주가 시작되었습니다: 고객 50명.")
