"""What the bot sends, edits and deletes is counted by chat and method."""

from bot.simulator import Fault, Traffic
from tests.support.simulated import COURIERS, MINA, SimulatedWorld


async def test_carry_out_calls_counts_sends_edits_and_deletions_apart(
    world: SimulatedWorld,
) -> None:
    traffic = Traffic()
    await world.started()
    await world.message("Before")
    world.simulator.observers.append(traffic.see)
    first = (await world.message("One"))["message_id"]
    await world.message("Two", disable_notification=True)
    await world.message("Elsewhere", chat_id=str(COURIERS))
    await world.api.call("sendChatAction", chat_id=MINA, action="typing")
    await world.api.call("copyMessage", chat_id=MINA, from_chat_id=MINA, message_id=first)
    await world.api.call("editMessageText", chat_id=MINA, message_id=first, text="Uno")
    await world.api.call("deleteMessages", chat_id=MINA, message_ids=[first])
    await world.api.call("deleteMessage", chat_id=MINA, message_id=first + 1)
    assert traffic.sends == {
        (MINA, "sendMessage"): 2,
        (MINA, "copyMessage"): 1,
        (COURIERS, "sendMessage"): 1,
    }
    assert traffic.silent == {(MINA, "sendMessage"): 1}
    assert traffic.edits == {(MINA, "editMessageText"): 1}
    assert traffic.deletions == {(MINA, "deleteMessages"): 1, (MINA, "deleteMessage"): 1}
    assert traffic.in_chat(MINA) == {"sends": 3, "silent": 1, "edits": 1, "deletions": 2}
    assert traffic.in_chat(COURIERS) == {"sends": 1, "silent": 0, "edits": 0, "deletions": 0}


async def test_refused_calls_are_not_counted(world: SimulatedWorld) -> None:
    traffic = Traffic()
    world.simulator.observers.append(traffic.see)
    await world.api.refusal("sendMessage", text="x")
    await world.api.refusal("sendMessage", chat_id=MINA, text="x")
    await world.started()
    world.simulator.faults.set(Fault(kind="error", method="sendMessage", count=1))
    await world.api.refusal("sendMessage", chat_id=MINA, text="x")
    assert not traffic.sends


async def test_call_whose_answer_is_lost_is_counted(world: SimulatedWorld) -> None:
    traffic = Traffic()
    world.simulator.observers.append(traffic.see)
    await world.started()
    world.simulator.faults.set(Fault(kind="error_after", method="sendMessage", count=1))
    await world.api.refusal("sendMessage", chat_id=MINA, text="x")
    assert traffic.sends == {(MINA, "sendMessage"): 1}
