"""What all people of one connection know."""

# ruff: noqa: ASYNC109 - a test says how long it is willing to wait

import asyncio
from typing import Any

from bot.simulator.client.chat import ChatState

Json = dict[str, Any]

_MOST_OUTCOMES = 10_000


class WorldView:
    """The chats, and how taps and payments ended."""

    def __init__(self) -> None:
        self.seq = 0
        self.people: dict[int, Json] = {}
        self.answers: dict[int, list[Json]] = {}
        self._chats: dict[int, ChatState] = {}
        self._outcomes: dict[str, Json] = {}
        self._expected: dict[str, asyncio.Future[Json]] = {}
        self._lost: BaseException | None = None

    def chat(self, chat_id: int) -> ChatState:
        """Return a chat; nothing is known of it before the first message."""
        if chat_id not in self._chats:
            chat = self._chats[chat_id] = ChatState(chat_id)
            chat.lost = self._lost
        return self._chats[chat_id]

    def reset(self, state: Json) -> None:
        """Take over the whole state."""
        self.seq = state["seq"]
        self.people = {int(number): person for number, person in state["people"].items()}
        for number, view in state["chats"].items():
            self.chat(int(number)).reset(view, self.seq)

    def apply(self, change: Json) -> None:
        """Take over one change."""
        self.seq, kind, data = change["seq"], change["kind"], change["data"]
        if kind == "person":
            self.people[data["id"]] = data
        elif kind == "answer":
            self.answers.setdefault(data["user_id"], []).append(data)
            self._finish(data)
        elif kind == "payment":
            if data["state"] != "checking":
                self._finish(data)
        elif isinstance(data, dict) and "chat_id" in data:
            self.chat(data["chat_id"]).apply(kind, data, self.seq)

    def _finish(self, data: Json) -> None:
        query_id = data["query_id"]
        waiting = self._expected.pop(query_id, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(data)
        self._outcomes[query_id] = data
        if len(self._outcomes) > _MOST_OUTCOMES:
            del self._outcomes[next(iter(self._outcomes))]

    async def outcome(self, query_id: str, timeout: float) -> Json:
        """Wait for the answer to a tap, or the end of a payment."""
        if query_id in self._outcomes:
            return self._outcomes[query_id]
        if self._lost is not None:
            raise ConnectionError("The simulator is gone.") from self._lost
        waiting = self._expected.get(query_id)
        if waiting is None:
            waiting = self._expected[query_id] = asyncio.get_running_loop().create_future()
        try:
            return await asyncio.wait_for(asyncio.shield(waiting), timeout)
        except TimeoutError:
            self._expected.pop(query_id, None)
            raise AssertionError(f"Waited {timeout:g} s for the bot's answer in vain.") from None

    def lost(self, error: BaseException) -> None:
        """Tell everybody who waits that nothing more will come."""
        self._lost = error
        for chat in self._chats.values():
            chat.lost = error
            chat.wake()
        for waiting in self._expected.values():
            if not waiting.done():
                waiting.set_exception(ConnectionError("The simulator is gone."))
