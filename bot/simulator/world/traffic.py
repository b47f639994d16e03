"""How much the bot says: what it sends, edits and deletes, counted by chat and method."""

from collections import Counter

from bot.simulator.model import ChatRef
from bot.simulator.world.world import Exchange

_SENT_OTHERWISE = frozenset({"forwardMessage", "copyMessage"})
_EDITED_OTHERWISE = frozenset({"stopMessageLiveLocation"})
_NO_MESSAGE = frozenset({"sendChatAction"})
_Calls = Counter[tuple[ChatRef, str]]


class Traffic:
    """Counts calls that were carried out; `see` belongs among a simulator's observers.

    Each of the counters has the chat as the bot named it, and the method's name, as its key.
    `silent` holds those of `sends` that no phone told of.
    """

    def __init__(self) -> None:
        self.sends: _Calls = Counter()
        self.silent: _Calls = Counter()
        self.edits: _Calls = Counter()
        self.deletions: _Calls = Counter()

    def see(self, exchange: Exchange) -> None:
        """Count a call, unless it was refused."""
        counter = self._counter(exchange.method)
        if counter is None or exchange.kind != "call" or exchange.status != 200:
            return
        key = exchange.params["chat_id"], exchange.method
        counter[key] += 1
        if counter is self.sends and exchange.params.get("disable_notification"):
            self.silent[key] += 1

    def in_chat(self, chat: ChatRef) -> dict[str, int]:
        """Return how many sends, silent ones among them, edits and deletions a chat has seen."""
        kinds = {
            "sends": self.sends,
            "silent": self.silent,
            "edits": self.edits,
            "deletions": self.deletions,
        }
        return {
            kind: sum(count for (where, _), count in calls.items() if where == chat)
            for kind, calls in kinds.items()
        }

    def _counter(self, method: str) -> _Calls | None:
        if method in _NO_MESSAGE:
            return None
        if method.startswith("send") or method in _SENT_OTHERWISE:
            return self.sends
        if method.startswith("edit") or method in _EDITED_OTHERWISE:
            return self.edits
        return self.deletions if method.startswith("deleteMessage") else None
