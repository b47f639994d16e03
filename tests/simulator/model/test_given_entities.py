"""Entities given beside a text: their places, their order, and characters that go."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.simulator.model import BotApiError, formatted
from tests.support.simulated import SimulatedWorld

_KINDS = (
    *("bold", "italic", "spoiler", "code", "pre", "blockquote", "expandable_blockquote"),
    *("text_link", "text_mention"),
)
_MORE: dict[str, Any] = {
    "text_link": {"url": "e.com"},
    "text_mention": {"user": {"id": 1}},
}


def _entity(kind: str, offset: int, length: int, **more: Any) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length, **more}


@pytest.mark.parametrize(
    ("given_entities", "kept"),
    [
        (
            [_entity("bold", 0, 4), _entity("italic", 2, 4)],
            [_entity("bold", 0, 4), _entity("italic", 2, 2), _entity("italic", 4, 2)],
        ),
        (
            [_entity("italic", 1, 2), _entity("bold", 0, 4)],
            [_entity("bold", 0, 4), _entity("italic", 1, 2)],
        ),
        (
            [_entity("bold", 0, 2), _entity("bold", 2, 2)],
            [_entity("bold", 0, 2), _entity("bold", 2, 2)],
        ),
        ([_entity("bold", 0, 3), _entity("bold", 2, 2)], [_entity("bold", 0, 4)]),
        (
            [_entity("bold", 0, 6), _entity("code", 2, 2)],
            [_entity("bold", 0, 2), _entity("code", 2, 2), _entity("bold", 4, 2)],
        ),
        ([_entity("code", 0, 3), _entity("pre", 2, 3)], [_entity("code", 0, 3)]),
        (
            [_entity("blockquote", 0, 4), _entity("code", 2, 4)],
            [_entity("blockquote", 0, 4)],
        ),
        (
            [_entity("blockquote", 0, 4), _entity("bold", 2, 4)],
            [_entity("blockquote", 0, 4), _entity("bold", 2, 2), _entity("bold", 4, 2)],
        ),
        ([_entity("bold", 0, 0)], []),
        ([_entity("url", 0, 3)], []),
        ([_entity("text_link", 0, 3, url="nothing")], []),
        (
            [_entity("text_link", 0, 3, url="e.com")],
            [_entity("text_link", 0, 3, url="http://e.com/")],
        ),
        ([{"type": "bold", "offset": "1", "length": "2"}], [_entity("bold", 1, 2)]),
        ([_entity("pre", 0, 2, language="py")], [_entity("pre", 0, 2, language="py")]),
    ],
)
def test_given_entities_are_kept_as_far_as_they_go_together(
    given_entities: list[dict[str, Any]], kept: list[dict[str, Any]]
) -> None:
    assert formatted("abcdef", None, given_entities) == ("abcdef", kept)


@pytest.mark.parametrize(
    ("entity", "problem"),
    [
        (5, "can't parse MessageEntity: expected an Object"),
        (_entity("", 0, 1), "can't parse MessageEntity: Type is not specified"),
        (_entity("bold", -1, 1), "receive an entity with incorrect offset -1"),
        (_entity("bold", 0, -1), "receive an entity with incorrect length -1"),
        (
            {"type": "bold", "offset": [], "length": 1},
            'can\'t parse MessageEntity: Field "offset" must be of type Number',
        ),
        (
            _entity("text_mention", 0, 1),
            "can't parse MessageEntity: Can't find field \"user\"",
        ),
        (
            _entity("text_mention", 0, 1, user={"id": {}}),
            'can\'t parse MessageEntity: Field "id" must be a Number',
        ),
        (
            _entity("date_time", 0, 1, unix_time=1, date_time_format="x"),
            "can't parse MessageEntity: Invalid date format used",
        ),
    ],
)
def test_given_entity_that_makes_no_sense_is_refused(entity: Any, problem: str) -> None:
    with pytest.raises(BotApiError) as refused:
        formatted("abc", None, [entity])
    assert refused.value.description == f"Bad Request: {problem}"


@pytest.mark.parametrize("length", [1, 3])
def test_given_entity_that_ends_inside_an_emoji_is_refused(length: int) -> None:
    with pytest.raises(BotApiError, match="in a middle of a UTF-16 symbol at byte offset"):
        formatted("😀😀", None, [_entity("bold", 0, length)])


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\tb", "a b"),
        ("a\x00b\x1fc", "a b c"),
        ("a\r\nb", "a\nb"),
        ("a\u202eb\u2028c", "abc"),
        ("Z\u033f\u030a\u0333", "Z"),
        ("a\u200db", "a\u200db"),
    ],
)
def test_control_characters_go_as_the_server_lets_them(text: str, kept: str) -> None:
    assert formatted(text)[0] == kept


def test_entities_move_with_the_characters_that_go() -> None:
    text, entities = formatted("a\r\u202e😀bc", None, [_entity("bold", 3, 3)])
    assert (text, entities) == ("a😀bc", [_entity("bold", 1, 3)])


@pytest.mark.parametrize("text", ["\u200b", "\u2800\u200e", "\t\x00"])
async def test_send_of_what_nobody_sees_is_refused(world: SimulatedWorld, text: str) -> None:
    await world.started()
    assert await world.api.refused("sendMessage", chat_id=1001, text=text) == (
        "text must be non-empty"
    )


@st.composite
def _entities(draw: st.DrawFn) -> list[dict[str, Any]]:
    offset = st.integers(0, 7)
    found = []
    for kind in draw(st.lists(st.sampled_from(_KINDS), max_size=6)):
        start = draw(offset)
        length = draw(st.integers(1, 8 - start))
        found.append(_entity(kind, start, length, **_MORE.get(kind, {})))
    return found


@given(_entities())
def test_given_entities_never_cross_nor_lie_in_code(entities: list[dict[str, Any]]) -> None:
    text, kept = formatted("abcdefgh", None, entities)
    ranges = [(it["type"], it["offset"], it["offset"] + it["length"]) for it in kept]
    for at, (kind, _, end) in enumerate(ranges):
        for other, first, last in ranges[at + 1 :]:
            assert first >= end or last <= end, (kept, entities)
            if first < end:
                assert kind not in {"code", "pre"}, (kept, entities)
                assert kind != other, (kept, entities)
    assert text == "abcdefgh"
    assert formatted(text, None, kept)[1] == kept
