"""How the roster writes down what a crowd does."""

import re
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

Seconds = Annotated[float, Field(ge=0, le=3600)]
Span = tuple[Seconds, Seconds]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Step(_Strict):
    """One thing that a person does, or waits for; exactly one of the first five is given.

    Args:
        say: A text to send, at once.
        tap: A pattern for an inline button's callback data or text. The first such button of the
            newest message that has one is pressed, as soon as it is there.
        share: Sends the contact or the location, as soon as a keyboard asks for it.
        pay: Pays the newest invoice that is not paid, as soon as it is there, and waits until
            the payment went through.
        wait_for: A pattern for the text of one of the bot's messages.
        name: What `again_from` calls this step.
        fresh: Only a message counts that came or changed after the person's last act.
        patience: Seconds until the step counts as having come to nothing; else the crowd's own.
        optional: A step that came to nothing is passed over.
        again_from: The earlier step (or this one) from which to begin again in that case.
        tries: How often this step may come to nothing before the person gives up.
    """

    say: str | None = None
    tap: re.Pattern[str] | None = None
    share: Literal["contact", "location"] | None = None
    pay: Literal[True] | None = None
    wait_for: re.Pattern[str] | None = None
    name: str | None = None
    fresh: bool = False
    patience: float | None = Field(default=None, gt=0)
    optional: bool = False
    again_from: str | None = None
    tries: int = Field(default=3, ge=1)

    @property
    def what(self) -> str:
        """Return what the step does, as people read it."""
        given = [name for name in _ACTIONS if getattr(self, name) is not None]
        value = getattr(self, given[0])
        return f"{given[0]} {value.pattern if isinstance(value, re.Pattern) else value}"

    @model_validator(mode="after")
    def _is_one_thing(self) -> "Step":
        if sum(getattr(self, name) is not None for name in _ACTIONS) != 1:
            raise ValueError(f"a step is exactly one of {', '.join(_ACTIONS)}")
        return self


def _apart(steps: list[object]) -> Iterator[object]:
    for step in steps:
        if isinstance(step, list):
            yield from _apart(step)
        else:
            yield step


_ACTIONS = ("say", "tap", "share", "pay", "wait_for")


class Script(_Strict):
    """What one of the crowd does from beginning to end; a higher weight makes it more common.

    Lists of steps may stand among the steps, so that scripts can share them by YAML's anchors.
    """

    name: str
    weight: int = Field(default=1, ge=1)
    steps: list[Step] = Field(min_length=1)

    @field_validator("steps", mode="before")
    @classmethod
    def _flat(cls, steps: object) -> object:
        return list(_apart(steps)) if isinstance(steps, list) else steps

    @model_validator(mode="after")
    def _leads_back(self) -> "Script":
        known: set[str] = set()
        for step in self.steps:
            if step.name in known:
                raise ValueError(f"two steps are called {step.name}")
            known |= {step.name} - {None}  # type: ignore[arg-type]
            if step.again_from is not None and step.again_from not in known:
                raise ValueError(f"no step before it is called {step.again_from}")
        return self

    def place(self, name: str) -> int:
        """Return where the step of this name stands."""
        return next(at for at, step in enumerate(self.steps) if step.name == name)


class Duty(_Strict):
    """What standing people do while a crowd acts.

    Args:
        people: Who; of several that see the same button, one presses it.
        tap: A pattern for the button's callback data or text.
        after: Seconds from the button's appearance to the press, shortest and longest.
        again_after: Seconds until a button that is still there is pressed again.
        tries: How often one button is pressed at most.
        share: Which part of such buttons is pressed at all, above 0 and up to 1.
    """

    people: list[int] = Field(min_length=1)
    tap: re.Pattern[str]
    after: Span = (0.0, 0.0)
    again_after: Seconds = 30.0
    tries: int = Field(default=5, ge=1)
    share: float = Field(default=1.0, gt=0, le=1)


class CrowdEntry(_Strict):
    """A crowd: what its people do, and what standing people do meanwhile.

    Args:
        scripts: One is drawn for each person.
        duties: What people of the columns do while the crowd acts.
        language_codes: One is drawn for each person.
        hesitates: Seconds that people think before each act, shortest and longest.
        patience: Seconds until a step counts as having come to nothing.
    """

    scripts: list[Script] = Field(min_length=1)
    duties: list[Duty] = []
    language_codes: list[str] = Field(default=["en"], min_length=1)
    hesitates: Span = (0.0, 0.0)
    patience: float = Field(default=600.0, gt=0)
