"""People for tests and load: they write, tap, pay and wait for what the bot shows them.

The page is for looking; this is for code. All people of one `People` share one stream of
changes, so that hundreds of them cost little.
"""

from bot.simulator.client.chat import Json
from bot.simulator.client.connection import Connection, RefusedError
from bot.simulator.client.person import PersonClient


class People(Connection):
    """A connection to the simulator on behalf of everybody."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self._known: dict[int, PersonClient] = {}

    async def person(self, person_id: int) -> PersonClient:
        """Return somebody of the roster."""
        if person_id not in self._known:
            profile = self.world.people.get(person_id)
            if profile is None:
                raise RefusedError(f"There is no person {person_id}.")
            self._known[person_id] = PersonClient(self, profile)
        return self._known[person_id]

    async def newcomer(self, column: str) -> PersonClient:
        """Bring the column's next person onto the page, inventing one if need be."""
        profile = await self.request("POST", "/sim/people", {"column": column})
        self.world.people[profile["id"]] = profile
        return await self.person(profile["id"])

    async def charges(self) -> list[Json]:
        """Return every charge taken."""
        charges: list[Json] = await self.request("GET", "/sim/charges")
        return charges
