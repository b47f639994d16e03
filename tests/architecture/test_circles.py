"""No import leads back to where it began, neither from file to file nor from folder to folder."""

from __future__ import annotations

from collections.abc import Mapping, Set
from graphlib import CycleError, TopologicalSorter

import grimp
import pytest

PACKAGES = ("bot", "domain", "handlers")


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    return grimp.build_graph(*PACKAGES, cache_dir=None)


def circle(imported: Mapping[str, Set[str]]) -> str:
    """One circle, each module imported by the one before it; nothing if there is none."""
    try:
        TopologicalSorter(imported).prepare()
    except CycleError as error:
        return " → ".join(reversed(error.args[1]))
    return ""


def test_circle_is_found_where_there_is_one() -> None:
    assert circle({"a": {"b"}, "b": {"c"}, "c": set()}) == ""
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) in {"b → c → b", "c → b → c"}


def test_no_file_imports_itself_by_way_of_others(imports: grimp.ImportGraph) -> None:
    found = {it: imports.find_modules_directly_imported_by(it) for it in imports.modules}
    assert len(found) > 200
    assert circle(found) == ""


@pytest.mark.parametrize("package", PACKAGES)
def test_no_folder_imports_itself_by_way_of_its_neighbours(
    imports: grimp.ImportGraph, package: str
) -> None:
    folders = {package} | {
        it for it in imports.find_descendants(package) if imports.find_children(it)
    }
    for folder in sorted(folders):
        inside = imports.find_children(folder)
        found = {
            it: {
                other
                for other in inside - {it}
                if imports.direct_import_exists(importer=it, imported=other, as_packages=True)
            }
            for it in inside
        }
        assert circle(found) == ""
