"""Who lives in the simulated world: the bot, the people and the groups."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.simulator.model.scripts import CrowdEntry

_LONGEST_PROBLEM = 200
# Bot API, User and Chat: an id has at most 52 significant bits.
UserId = Annotated[int, Field(strict=True, gt=0, lt=2**52)]
GroupId = Annotated[int, Field(strict=True, gt=-(2**52), lt=0)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class BotEntry(_Strict):
    """The bot and the token it calls with."""

    id: UserId
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

    id: UserId
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

    id: GroupId
    title: str
    type: Literal["group", "supergroup"] = "supergroup"
    members: list[UserId] = []
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


class BadRosterError(Exception):
    """A roster cannot be used; the text is one line that names the file and the place."""


def load_roster(path: Path) -> Roster:
    """Read a roster from a YAML 1.2 file.

    Raises:
        BadRosterError: It cannot be read, is no YAML, or says what a roster cannot say.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        return Roster.model_validate(YAML(typ="safe", pure=True).load(text))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"])) or "roster"
        problem = f"{place}: {first['msg']}"
    except OSError as error:
        problem = f"cannot be read: {error.strerror}"
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = f"line {mark.line + 1}: " if mark else ""
        problem += getattr(error, "problem", None) or "is no valid YAML"
    except RecursionError:
        problem = "is nested too deeply"
    except ValueError as error:
        problem = f"is no valid YAML: {error}"
    raise BadRosterError(f"{path}: {' '.join(problem.split())[:_LONGEST_PROBLEM]}")
