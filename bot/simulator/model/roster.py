"""Who lives in the simulated world: the bot, the people and the groups."""

from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.simulator.model.scripts import CrowdEntry


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class BotEntry(_Strict):
    """The bot and the token it calls with."""

    id: int
    first_name: str
    username: str
    token: str
    can_read_all_group_messages: bool = False


class Place(_Strict):
    """A point on the map."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


class PersonEntry(_Strict):
    """One person, as their profile shows them."""

    id: int = Field(gt=0)
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str = "en"
    phone: str | None = None
    location: Place | None = None


class ColumnEntry(_Strict):
    """One column of the page and the people that may appear in it."""

    key: str
    title: dict[str, str]
    newcomers: bool = False
    people: list[PersonEntry] = []


class GroupEntry(_Strict):
    """A group chat."""

    id: int = Field(lt=0)
    title: str
    type: Literal["group", "supergroup"] = "supergroup"
    members: list[int] = []
    bot_is_member: bool = True
    bot_is_administrator: bool = False


class Roster(_Strict):
    """Everything that exists when the simulator starts."""

    bot: BotEntry
    provider_tokens: list[str] = []
    columns: list[ColumnEntry] = []
    groups: list[GroupEntry] = []
    crowd: CrowdEntry | None = None

    @model_validator(mode="after")
    def _knows_who_is_on_duty(self) -> "Roster":
        known = {person.id for column in self.columns for person in column.people}
        on_duty = {it for duty in (self.crowd.duties if self.crowd else []) for it in duty.people}
        if strangers := sorted(on_duty - known):
            raise ValueError(f"no column has the person {strangers[0]} who is on duty")
        return self


def load_roster(path: Path) -> Roster:
    """Read a roster from a YAML file."""
    return Roster.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
