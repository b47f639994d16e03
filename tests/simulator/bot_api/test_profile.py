"""Commands, names, descriptions, the menu button, and what chats tell of themselves."""

from typing import Any

import pytest

from tests.support.simulated import (
    BOT_ID,
    COURIERS,
    MINA,
    OLD_GROUP,
    RAVI,
    THEO,
    SimulatedWorld,
)

START = [{"command": "start", "description": "Begin"}]
KOREAN = [{"command": "start", "description": "시작"}]
GROUP = [{"command": "jobs", "description": "Open jobs"}]


def _seen(world: SimulatedWorld, chat_id: int) -> Any:
    return world.simulator.state()["chats"][str(chat_id)]["commands"]


async def test_commands_by_scope_and_language_are_seen_by_whom_they_are_for(
    world: SimulatedWorld,
) -> None:
    await world.api.call("setMyCommands", commands=START)
    await world.api.call("setMyCommands", commands=KOREAN, language_code="ko")
    groups = {"type": "all_group_chats"}
    await world.api.call("setMyCommands", commands=GROUP, scope=groups)
    assert _seen(world, THEO) == START
    assert _seen(world, MINA) == KOREAN
    assert _seen(world, COURIERS) == GROUP
    own = {"type": "chat", "chat_id": MINA}
    await world.api.call("setMyCommands", commands=GROUP, scope=own)
    assert _seen(world, MINA) == GROUP
    assert await world.api.call("getMyCommands", scope=own) == GROUP
    await world.api.call("deleteMyCommands", scope=own)
    assert _seen(world, MINA) == KOREAN
    mina = await world.people.person(MINA)
    await mina.changes(language_code="en")
    assert _seen(world, MINA) == START
    await mina.waits_for(lambda chat: chat.commands == START)


async def test_get_of_commands_returns_exactly_what_was_set(world: SimulatedWorld) -> None:
    await world.api.call("setMyCommands", commands=START)
    assert await world.api.call("getMyCommands") == START
    assert await world.api.call("getMyCommands", language_code="ko") == []


@pytest.mark.parametrize(
    ("command", "description", "problem"),
    [
        ("a" * 33, "x", "command length must not exceed 32"),
        ("a", "x" * 257, "command description length must not exceed 256"),
        ("", "x", "command must be non-empty"),
        ("a", "", "command description must be non-empty"),
        ("Start", "x", "BOT_COMMAND_INVALID"),
        ("a-b", "x", "BOT_COMMAND_INVALID"),
    ],
)
async def test_set_of_wrong_command_is_refused(
    world: SimulatedWorld, command: str, description: str, problem: str
) -> None:
    commands = [{"command": command, "description": description}]
    assert await world.api.refused("setMyCommands", commands=commands) == problem


async def test_set_of_commands_for_unknown_chat_or_scope_is_refused(
    world: SimulatedWorld,
) -> None:
    refused = world.api.refused
    scope = {"type": "chat", "chat_id": 42}
    assert await refused("setMyCommands", commands=START, scope=scope) == "chat not found"
    problem = "can't parse BotCommandScope: Unsupported type specified"
    assert await refused("setMyCommands", commands=START, scope={"type": "x"}) == problem


@pytest.mark.parametrize(
    ("name", "limit"), [("Name", 64), ("Description", 512), ("ShortDescription", 120)]
)
async def test_texts_by_language_fall_back_to_the_default(
    world: SimulatedWorld, name: str, limit: int
) -> None:
    field = {"Name": "name", "Description": "description"}.get(name, "short_description")
    await world.api.call(f"setMy{name}", **{field: "Default"})
    await world.api.call(f"setMy{name}", **{field: "기본"}, language_code="ko")
    got = {
        code: (await world.api.call(f"getMy{name}", language_code=code))[field]
        for code in ("", "ko", "de")
    }
    assert got == {"": "Default", "ko": "기본", "de": "Default"}
    refused = await world.api.refused(f"setMy{name}", **{field: "x" * (limit + 1)})
    assert refused.endswith("is too long")


async def test_menu_button_of_a_chat_wins_over_the_default(world: SimulatedWorld) -> None:
    assert await world.api.call("getChatMenuButton") == {"type": "commands"}
    button = {"type": "web_app", "text": "Shop", "web_app": {"url": "https://example.com/"}}
    await world.api.call("setChatMenuButton", chat_id=MINA, menu_button=button)
    assert await world.api.call("getChatMenuButton", chat_id=MINA) == button
    assert await world.api.call("getChatMenuButton", chat_id=THEO) == {"type": "commands"}


async def test_get_chat_describes_people_and_groups(world: SimulatedWorld) -> None:
    assert (await world.api.call("getChat", chat_id=MINA))["username"] == "mina"
    assert (await world.api.call("getChat", chat_id=COURIERS))["title"] == "Couriers"
    assert await world.api.refused("getChat", chat_id=42) == "chat not found"


async def test_get_of_members_tells_who_is_in_a_group(world: SimulatedWorld) -> None:
    async def status(user_id: int) -> str:
        member = await world.api.call("getChatMember", chat_id=COURIERS, user_id=user_id)
        return str(member["status"])

    assert [await status(number) for number in (RAVI, MINA, BOT_ID)] == [
        "member",
        "left",
        "member",
    ]
    assert await world.api.call("getChatMemberCount", chat_id=COURIERS) == 3
    assert await world.api.call("getChatAdministrators", chat_id=COURIERS) == []
    promoted = {"from": RAVI, "bot_status": "administrator"}
    await world.sim("PATCH", f"/chats/{COURIERS}", promoted)
    [bot] = await world.api.call("getChatAdministrators", chat_id=COURIERS)
    assert bot["user"]["id"] == BOT_ID


async def test_leave_puts_the_bot_out_of_the_group(world: SimulatedWorld) -> None:
    await world.api.call("leaveChat", chat_id=OLD_GROUP)
    answer = await world.api.refusal("sendMessage", chat_id=OLD_GROUP, text="x")
    assert answer.description == "Forbidden: bot is not a member of the group chat"
    refused = await world.api.refused("leaveChat", chat_id=MINA)
    assert refused == "chat member status can't be changed in private chats"


async def test_log_out_and_close_are_accepted(world: SimulatedWorld) -> None:
    assert await world.api.call("logOut") is True
    assert await world.api.call("close") is True
