"""One person at their phone."""

# ruff: noqa: ASYNC109 - a test says how long it is willing to wait

from bot.simulator.client.chat import Json
from bot.simulator.client.connection import Connection, RefusedError
from bot.simulator.client.onlooker import PATIENCE, Onlooker


class Tap:
    """A press of a button, and the bot's answer to it."""

    def __init__(self, connection: Connection, query_id: str) -> None:
        self._connection = connection
        self.query_id = query_id

    async def answer(self, timeout: float = PATIENCE) -> Json:
        """Wait for the bot's answer: its text, show_alert and url."""
        return await self._connection.world.outcome(self.query_id, timeout)


class PersonClient(Onlooker):
    """What a person does; `chat` names a group, else it is the chat with the bot."""

    def __init__(self, connection: Connection, profile: Json) -> None:
        super().__init__(connection.world, int(profile["id"]))
        self._connection = connection
        self.profile = profile

    @property
    def answers(self) -> list[Json]:
        """Return the answers to this person's taps so far."""
        return self._connection.world.answers.get(self.id, [])

    async def says(
        self, text: str, *, chat: int | None = None, reply_to: int | None = None
    ) -> Json:
        """Send a text."""
        return await self._send({"text": text, "reply_to": reply_to}, chat)

    async def types_on_keyboard(self, label: str, *, chat: int | None = None) -> Json:
        """Press a button of the keyboard under the input field, once it is there."""
        state = self.chat_state(chat)
        button = await state.wait_for(
            lambda: state.keyboard_button(label), f"the keyboard button {label!r}", PATIENCE
        )
        if button.get("request_contact"):
            return await self.shares_contact(chat=chat)
        if button.get("request_location"):
            return await self.shares_location(chat=chat)
        return await self.says(button["text"], chat=chat)

    async def shares_location(
        self,
        latitude: float | None = None,
        longitude: float | None = None,
        *,
        chat: int | None = None,
    ) -> Json:
        """Send a place, by default where this person is."""
        place = self.profile.get("location")
        if latitude is not None and longitude is not None:
            place = {"latitude": latitude, "longitude": longitude}
        if place is None:
            raise RefusedError(f"{self.profile['first_name']} has no location.")
        return await self._send({"location": place}, chat)

    async def shares_contact(self, phone: str | None = None, *, chat: int | None = None) -> Json:
        """Send a phone number, by default this person's own."""
        number = phone or self.profile.get("phone")
        if number is None:
            raise RefusedError(f"{self.profile['first_name']} has no phone number.")
        contact = {"phone_number": number, "first_name": self.profile["first_name"]}
        if phone is None:
            contact["user_id"] = self.id
        return await self._send({"contact": contact}, chat)

    async def sends_photo(self, base64: str, *, chat: int | None = None) -> Json:
        """Send a picture."""
        return await self._send({"photo": base64}, chat)

    async def _send(self, content: Json, chat: int | None) -> Json:
        path = f"/sim/chats/{self.id if chat is None else chat}/messages"
        sent: Json = await self._connection.request("POST", path, {"from": self.id, **content})
        return sent

    async def edits(self, message_id: int, text: str, *, chat: int | None = None) -> Json:
        """Edit an own message."""
        path = f"/sim/chats/{self.id if chat is None else chat}/messages/{message_id}"
        body = {"from": self.id, "text": text}
        edited: Json = await self._connection.request("PATCH", path, body)
        return edited

    async def taps(
        self,
        label: str | None = None,
        *,
        data: str | None = None,
        message: Json | int | None = None,
        chat: int | None = None,
        timeout: float = PATIENCE,
    ) -> Tap:
        """Press an inline button by its label or data, on the newest message that has it.

        With both `data` and `message` the press is sent as it is, even if no such button exists.
        """
        body: Json = {"from": self.id}
        number = message["message_id"] if isinstance(message, dict) else message
        if number is not None and data is not None and label is None:
            body |= {"message_id": number, "data": data}
        else:
            found = await self._button(label, data, number, chat, timeout)
            body |= {"message_id": found.message_id, "row": found.row, "column": found.column}
        path = f"/sim/chats/{self.id if chat is None else chat}/taps"
        reply = await self._connection.request("POST", path, body)
        return Tap(self._connection, reply["query_id"])

    async def pays(
        self,
        message: Json | int | None = None,
        tip: int = 0,
        *,
        chat: int | None = None,
        timeout: float = 15.0,
    ) -> Json:
        """Pay the newest invoice, or the given one, and return how it ended."""
        state = self.chat_state(chat)
        number = message["message_id"] if isinstance(message, dict) else message
        if number is None:
            invoice = await state.wait_for(state.invoice, "an invoice", timeout)
            number = invoice["message_id"]
        path = f"/sim/chats/{state.id}/payments"
        body = {"from": self.id, "message_id": number, "tip_amount": tip}
        reply = await self._connection.request("POST", path, body)
        return await self._connection.world.outcome(reply["query_id"], timeout)

    async def changes(self, **what: object) -> Json:
        """Change language_code, blocked or deactivated."""
        path = f"/sim/people/{self.id}"
        self.profile = await self._connection.request("PATCH", path, dict(what))
        return self.profile
