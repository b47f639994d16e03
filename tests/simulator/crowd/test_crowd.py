"""A crowd that acts by itself, as scripts of the roster tell it."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.simulator import Roster, Rush
from tests.simulator.crowded import duty, roster
from tests.support.simulated import (
    LENA,
    PROVIDER,
    RAVI,
    ROSTER,
    THEO,
    Json,
    SimulatedWorld,
    simulated,
)

TAP = {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes:1"}]]}
OTHER_TAP = {"inline_keyboard": [[{"text": "No", "callback_data": "no:1"}]]}
ASK_CONTACT = {"keyboard": [[{"text": "My number", "request_contact": True}]]}
ASK_LOCATION = {"keyboard": [[{"text": "My place", "request_location": True}]]}
INVOICE = {
    "title": "Soup",
    "description": "Hot",
    "payload": "soup",
    "provider_token": PROVIDER,
    "currency": "KRW",
    "prices": [{"label": "Soup", "amount": 9000}],
}


async def view_when(world: SimulatedWorld, name: str, value: object) -> Json:
    """Follow the stream of changes until the rush says so."""
    seq = 0
    async with asyncio.timeout(5):
        while True:
            for change in world.simulator.changes.after(seq):
                seq = change.seq
                if change.kind == "rush" and change.data[name] == value:
                    view: Json = change.data
                    return view
            await world.simulator.changes.wait(seq, 5)


async def ended(rush: Rush) -> Json:
    async with asyncio.timeout(5):
        await rush.ended.wait()
    return rush.view()


def person_of(rush: Rush) -> int:
    [person] = rush.actors
    return person


@pytest.fixture
async def answering() -> AsyncIterator[SimulatedWorld]:
    steps = (
        {"say": "Hello"},
        [{"tap": "^yes:"}, {"share": "location"}],
        {"share": "contact"},
        {"pay": True},
        {"wait_for": "Enjoy"},
    )
    async with simulated(roster=roster(*steps, language_codes=["ko"])) as world:
        yield world


async def test_person_of_the_crowd_goes_through_the_script_as_the_bot_lets_them(
    answering: SimulatedWorld,
) -> None:
    api, rush = answering.api, answering.simulator.crowd.start(1)
    person = person_of(rush)
    message = await api.update("message")
    assert (message["text"], message["from"]["language_code"]) == ("Hello", "ko")
    await answering.message("Really?", chat_id=person, reply_markup=OTHER_TAP)
    await answering.message("Really?", chat_id=person, reply_markup=TAP)
    tap = await api.update("callback_query")
    assert tap["data"] == "yes:1"
    await api.call("answerCallbackQuery", callback_query_id=tap["id"])
    await answering.message("Where?", chat_id=person, reply_markup=ASK_LOCATION)
    assert "location" in await api.update("message")
    await answering.message("Who?", chat_id=person, reply_markup=ASK_CONTACT)
    assert (await api.update("message"))["contact"]["user_id"] == person
    await api.call("sendInvoice", chat_id=person, **INVOICE)
    asked = await api.update("pre_checkout_query")
    await api.call("answerPreCheckoutQuery", pre_checkout_query_id=asked["id"], ok=True)
    assert "successful_payment" in await api.update("message")
    assert rush.running
    await answering.message("Enjoy your soup", chat_id=person)
    view = await ended(rush)
    assert (view["done"], view["failed"], view["running"]) == (1, 0, False)
    assert view["taps"] | {"sent": 1, "answered": 1} == view["taps"]
    assert view["payments"] == {"paid": 1, "refused": 0, "timed_out": 0}


async def test_text_that_is_edited_into_a_message_is_seen(answering: SimulatedWorld) -> None:
    rush = answering.simulator.crowd.start(1)
    person = person_of(rush)
    await answering.api.update("message")
    sent = await answering.message("A moment", chat_id=person)
    await answering.api.call(
        "editMessageText",
        chat_id=person,
        message_id=sent["message_id"],
        text="Really?",
        reply_markup=TAP,
    )
    assert (await answering.api.update("callback_query"))["data"] == "yes:1"


async def test_step_that_comes_to_nothing_begins_again_from_the_named_one() -> None:
    steps = (
        {"name": "ask", "say": "Anybody?"},
        {"wait_for": "Yes", "patience": 0.05, "again_from": "ask", "tries": 2},
    )
    async with simulated(roster=roster(*steps)) as world:
        rush = world.simulator.crowd.start(1)
        view = await ended(rush)
        assert [it["message"]["text"] for it in await world.api.updates()] == ["Anybody?"] * 2
    assert (view["failed"], view["repeats"]) == (1, 1)
    assert view["problems"] == [
        {"person": person_of(rush), "script": "only", "what": "gave up: wait_for Yes"}
    ]


async def test_optional_step_that_comes_to_nothing_is_passed_over() -> None:
    steps = ({"wait_for": "Yes", "patience": 0.01, "optional": True}, {"say": "Then not"})
    async with simulated(roster=roster(*steps)) as world:
        assert (await ended(world.simulator.crowd.start(1)))["done"] == 1


async def test_fresh_step_does_not_see_what_was_there_before_the_last_act() -> None:
    steps = ({"say": "One"}, {"wait_for": "Fine"}, {"say": "Two"}, {"tap": "^yes:", "fresh": True})
    async with simulated(roster=roster(*steps)) as world:
        person = person_of(world.simulator.crowd.start(1))
        await world.api.update("message")
        old = await world.message("Fine", chat_id=person, reply_markup=TAP)
        await world.api.update("message")
        new = await world.message("Fine, too", chat_id=person, reply_markup=TAP)
        tap = await world.api.update("callback_query")
    assert tap["message"]["message_id"] == new["message_id"] != old["message_id"]


async def test_payment_that_is_refused_is_tried_again() -> None:
    steps = (
        {"say": "Soup!"},
        {"name": "pay", "pay": True, "again_from": "pay", "tries": 5},
    )
    async with simulated(roster=roster(*steps)) as world:
        rush = world.simulator.crowd.start(1)
        await world.api.update("message")
        await world.api.call("sendInvoice", chat_id=person_of(rush), **INVOICE)
        for answer in ({"ok": False, "error_message": "Not now"}, {"ok": True}):
            asked = await world.api.update("pre_checkout_query")
            await world.api.call(
                "answerPreCheckoutQuery", pre_checkout_query_id=asked["id"], **answer
            )
        view = await ended(rush)
    assert (view["done"], view["repeats"]) == (1, 1)
    assert view["payments"] == {"paid": 1, "refused": 1, "timed_out": 0}


async def test_person_who_has_blocked_the_bot_meanwhile_fails_with_the_reason() -> None:
    steps = ({"say": "Hello"}, {"tap": "^yes:"})
    async with simulated(roster=roster(*steps)) as world:
        rush = world.simulator.crowd.start(1)
        await world.api.update("message")
        sent = await world.message("Really?", chat_id=person_of(rush))
        world.simulator.people[person_of(rush)].blocked = True
        stored = world.simulator.chats[person_of(rush)].messages[sent["message_id"]]
        stored.message["reply_markup"] = TAP
        rush.actors[person_of(rush)].hear("edit", {"message": stored.message})
        view = await ended(rush)
    assert "has blocked the bot" in view["problems"][0]["what"]


async def test_same_seed_gives_everybody_the_same_script_and_language() -> None:
    scripts = [{"name": name, "steps": [{"say": name}]} for name in ("a", "b", "c")]
    crowd = {"scripts": scripts, "language_codes": ["en", "ko"]}
    drawn = []
    for seed in (7, 7, 8):
        people = Roster.model_validate(ROSTER.model_dump(mode="json") | {"crowd": crowd})
        async with simulated(roster=people) as world:
            rush = world.simulator.crowd.start(20, seed=seed)
            await ended(rush)
            drawn.append(
                [(it.script.name, it.person.language_code) for it in rush.actors.values()]
            )
    assert drawn[0] == drawn[1] != drawn[2]
    assert len(set(drawn[0])) == 6


async def test_standing_people_press_their_button_once_although_several_see_it() -> None:
    steps = ({"wait_for": "never"},)
    async with simulated(roster=roster(*steps, duties=(duty(RAVI, LENA),))) as world:
        for person in (RAVI, LENA, THEO):
            await world.started(person)
            await world.message("Old", chat_id=person, reply_markup=TAP)
        world.simulator.crowd.start(1)
        first = await world.api.update("callback_query")
        assert first["from"]["id"] in {RAVI, LENA}
        other = {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes:2"}]]}
        await world.message("New", chat_id=THEO, reply_markup=other)
        await world.message("New", chat_id=LENA, reply_markup=other)
        second = await world.api.update("callback_query")
        assert (second["from"]["id"], second["data"]) == (LENA, "yes:2")
        assert await world.api.updates() == []


async def test_duty_with_a_share_is_done_for_that_part_of_the_buttons() -> None:
    seldom = duty(RAVI, share=0.25)
    async with simulated(roster=roster({"wait_for": "never"}, duties=(seldom,))) as world:
        await world.started(RAVI)
        world.simulator.crowd.start(1)
        for number in range(60):
            yes = [[{"text": "Yes", "callback_data": f"yes:{number}"}]]
            await world.message("Well?", chat_id=RAVI, reply_markup={"inline_keyboard": yes})
        taps = await world.api.updates()
        assert 5 <= len(taps) <= 28


async def test_button_that_stays_is_pressed_again_by_the_next_and_not_for_ever() -> None:
    once_more = duty(RAVI, LENA, again_after=0.01, tries=2)
    async with simulated(roster=roster({"wait_for": "never"}, duties=(once_more,))) as world:
        for person in (RAVI, LENA):
            await world.started(person)
            await world.message("Well?", chat_id=person, reply_markup=TAP)
        rush = world.simulator.crowd.start(1)
        taps = [await world.api.update("callback_query") for _ in range(2)]
        assert {tap["from"]["id"] for tap in taps} == {RAVI, LENA}
        assert rush.view()["taps"]["sent"] == 2


async def test_stop_lets_everybody_put_their_phone_down_and_another_rush_may_begin() -> None:
    steps = ({"say": "Hello"}, {"wait_for": "never"})
    async with simulated(roster=roster(*steps, duties=(duty(RAVI),))) as world:
        await world.started(RAVI)
        assert world.simulator.crowd.view() == {"running": False, "customers": 0}
        status, view = await world.sim(
            "POST", "/rush", {"customers": 3, "seed": 1, "staff_speed": 2}
        )
        assert (status, view["customers"], view["running"]) == (201, 3, True)
        assert await world.sim("POST", "/rush", {"customers": 3}) == (
            409,
            {"error": "A rush is going on already."},
        )
        for _ in range(3):
            assert await world.api.updates(5, limit=1)
        status, view = await world.sim("DELETE", "/rush")
        assert (status, view["stopped"], view["running"]) == (200, 3, False)
        assert await world.sim("GET", "/rush") == (200, view)
        await world.message("Late", chat_id=RAVI, reply_markup=TAP)
        assert await world.api.updates() == []
        assert (await view_when(world, "stopped", 3))["running"] is False
        assert (await world.sim("POST", "/rush", {"customers": 1}))[0] == 201


async def test_stop_before_anybody_has_come_ends_the_rush() -> None:
    async with simulated(roster=roster({"say": "Hello"})) as world:
        rush = world.simulator.crowd.start(2, 3600)
        assert rush.view()["coming"] == 2
        await world.simulator.crowd.stop()
        assert rush.view()["stopped"] == 2
        await world.simulator.crowd.stop()


async def test_people_of_a_crowd_stand_in_no_column(world: SimulatedWorld) -> None:
    async with simulated(roster=roster({"say": "Hello"})) as crowded:
        await ended(crowded.simulator.crowd.start(2))
        _, state = await crowded.sim("GET", "/state")
    assert state["rush"]["done"] == 2
    assert state["columns"] == (await world.sim("GET", "/state"))[1]["columns"]
    assert (
        len([it for it in state["people"].values() if it.get("last_name", "").startswith("New")])
        == 2
    )
