"""How a roster writes down what a crowd does."""

import pytest
from pydantic import ValidationError

from tests.simulator.crowded import duty, roster
from tests.support.simulated import COURIERS, Json


@pytest.mark.parametrize(
    ("steps", "duties", "problem"),
    [
        (({},), (), "a step is exactly one of say, tap, share, pay, wait_for"),
        (({"say": "a", "tap": "b"},), (), "a step is exactly one of"),
        (({"tap": "("},), (), "regular expression"),
        (({"say": "a", "again_from": "b"},), (), "no step before it is called b"),
        (({"say": "a", "name": "x"}, {"say": "b", "name": "x"}), (), "two steps are called x"),
        ((), (), "at least 1 item"),
        (({"say": "a"},), (duty(77),), "no column has the person 77 who is on duty"),
        (({"say": "a"},), (duty(COURIERS),), "who is on duty"),
    ],
)
def test_script_that_makes_no_sense_is_refused(
    steps: tuple[Json, ...], duties: tuple[Json, ...], problem: str
) -> None:
    with pytest.raises(ValidationError, match=problem):
        roster(*steps, duties=duties)


def test_lists_among_the_steps_are_taken_apart_however_deep_they_are() -> None:
    first, second, third = ({"say": it} for it in ("a", "b", "c"))
    crowd = roster([first, [second, [third]]]).crowd
    assert crowd is not None
    assert [step.say for step in crowd.scripts[0].steps] == ["a", "b", "c"]
