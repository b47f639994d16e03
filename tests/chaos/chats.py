"""Reading every chat as it is in the end, and counting what is in it more than once."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from bot.simulator import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.simulator import Json, People
    from tests.chaos.witness import Witness

_CODE = re.compile(r"#[0-9A-F]{5}")


class Chats:
    """Everybody's messages from the bot, and which life of the bot sent each."""

    def __init__(self, people: People, witness: Witness) -> None:
        """Take the chats as they are now."""
        self._witness = witness
        self.languages: dict[int, str] = {}
        self.messages: dict[int, dict[int, Json]] = {}
        self._with_code: dict[tuple[int, str], list[Json]] = defaultdict(list)
        self.repeated: Counter[str] = Counter()
        self._repeated_by: dict[tuple[int, int, bool], list[str]] = defaultdict(list)
        self.broken: list[str] = []
        for person, profile in people.world.people.items():
            self.languages[person] = str(profile["language_code"])
            chat = people.world.chat(person)
            self.messages[person] = {
                number: message
                for number, message in chat.messages.items()
                if message["from"]["id"] != person
            }
            for message in self.messages[person].values():
                for code in set(_CODE.findall(text_of(message))):
                    self._with_code[person, code].append(message)

    def about(self, person: int, code: str) -> list[Json]:
        """The messages in somebody's chat that name an order, oldest first."""
        return self._with_code[person, code]

    def count(self, person: int, kind: str, what: str, found: list[Json], wanted: int) -> None:
        """Compare how often a message is there with how often it must be.

        Too few: it was lost. Too many: each surplus one must come from a crash of its own, of the
        process that sent it or the other one, and no crash may repeat more than one answer and one
        piece of news in a chat: these go out side by side, and one of each may be in flight.
        """
        if len(found) < wanted:
            self.broken.append(f"chat {person}: {what}: {len(found)} instead of {wanted}")
        if len(found) <= wanted:
            return
        surplus = len(found) - wanted
        self.repeated[kind] += surplus
        lives = [self._witness.sent_in.get((person, m["message_id"]), 0) for m in found]
        ended = [life for life in lives if life in self._witness.struck_lives]
        if len(set(lives)) <= surplus or len(ended) < surplus:
            numbers = [message["message_id"] for message in found]
            self.broken.append(
                f"chat {person}: {what}: {len(found)} instead of {wanted}, "
                f"messages {numbers} from the bot's lives {lives}, of which {ended} ended"
            )
        for life in ended[:surplus]:
            self._repeated_by[person, life, kind == "replies"].append(what)

    def repeated_too_often(self) -> Iterable[str]:
        """Crashes that repeated more than the one message in flight."""
        for (person, life, _), repeated in self._repeated_by.items():
            if len(repeated) > 1:
                yield f"chat {person}: the end of life {life} repeated {', '.join(repeated)}"
