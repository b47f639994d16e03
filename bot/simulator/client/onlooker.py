"""Somebody who looks at chats and waits for what is to appear in them."""

# ruff: noqa: ASYNC109 - a test says how long it is willing to wait

import re
from typing import Any

from bot.simulator.client.chat import Button, ChatState, Condition, Json, describe
from bot.simulator.client.world_view import WorldView

Pattern = str | re.Pattern[str]
PATIENCE = 5.0


class Onlooker:
    """The eyes of a person; `chat` names a group, else it is the chat with the bot."""

    def __init__(self, world: WorldView, person_id: int) -> None:
        self.id = person_id
        self._world = world

    @property
    def chat(self) -> ChatState:
        """Return the chat with the bot as this person sees it now."""
        return self.chat_state(None)

    def chat_state(self, chat: int | None) -> ChatState:
        """Return a chat as this person sees it now."""
        return self._world.chat(self.id if chat is None else chat)

    def lock_screen(self, *, chat: int | None = None) -> list[str]:
        """Return what this person's locked phone shows of a chat now, the newest line last.

        One line for each message of the bot that came with a sound and was not deleted since; an
        edit changes its line in place. All of them are gone once the person acts in the chat.
        """
        return self.chat_state(chat).lock_screen(self.id)

    async def sees(
        self,
        pattern: Pattern,
        *,
        new: bool = False,
        chat: int | None = None,
        timeout: float = PATIENCE,
    ) -> Json:
        """Return the newest message of others that matches, waiting for it if need be.

        With `new` a message that was returned before counts again only once it was edited.
        """
        state = self.chat_state(chat)
        message = await state.wait_for(
            lambda: state.find(pattern, self.id, new=new), describe(pattern), timeout
        )
        state.consume(message, self.id)
        return message

    async def sees_no(
        self,
        pattern: Pattern,
        *,
        chat: int | None = None,
        timeout: float = PATIENCE,
    ) -> None:
        """Wait until no message of others matches."""
        state = self.chat_state(chat)
        await state.wait_for(
            lambda: state.find(pattern, self.id, new=False) is None or None,
            f"{describe(pattern)} to go away",
            timeout,
        )

    async def sees_button(
        self,
        label: str,
        *,
        chat: int | None = None,
        timeout: float = PATIENCE,
    ) -> Button:
        """Return the newest inline button with this label, waiting for it if need be."""
        return await self._button(label, None, None, chat, timeout)

    async def sees_no_button(
        self,
        label: str,
        *,
        chat: int | None = None,
        timeout: float = PATIENCE,
    ) -> None:
        """Wait until no message has such an inline button."""
        state = self.chat_state(chat)
        await state.wait_for(
            lambda: state.button(label, None, None) is None or None,
            f"the button {label!r} to go away",
            timeout,
        )

    async def waits_for(
        self,
        condition: Condition,
        what: str = "a condition",
        *,
        chat: int | None = None,
        timeout: float = PATIENCE,
    ) -> Any:
        """Wait until a function of the chat returns something that is not None or False."""
        state = self.chat_state(chat)
        return await state.wait_for(lambda: condition(state) or None, what, timeout)

    async def _button(
        self,
        label: str | None,
        data: str | None,
        message_id: int | None,
        chat: int | None,
        timeout: float,
    ) -> Button:
        state = self.chat_state(chat)
        return await state.wait_for(
            lambda: state.button(label, data, message_id), f"the button {label or data!r}", timeout
        )
