"""The floors of the simulator know each other by their front doors."""

from __future__ import annotations

import grimp

PACKAGE = "bot.simulator"
FLOORS = ("bot_api", "client", "crowd", "model", "page", "people", "sim_api", "world")


def floor(module: str) -> str:
    return module.removeprefix(f"{PACKAGE}.").partition(".")[0]


def test_floor_imports_another_by_its_front_door() -> None:
    imports = grimp.build_graph("bot", cache_dir=None)
    inside = imports.find_descendants(PACKAGE)
    past_the_door = {
        (module, other)
        for module in inside
        for other in imports.find_modules_directly_imported_by(module) & inside
        if floor(module) != floor(other) != other.removeprefix(f"{PACKAGE}.")
    }
    assert {floor(module) for module in inside} >= set(FLOORS)
    assert past_the_door == set()
