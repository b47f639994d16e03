"""Formatting and what is found in texts by itself."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.simulator.model import BotApiError, formatted, text_of
from tests.support.simulated import MINA, SimulatedWorld


def _entity(kind: str, offset: int, length: int, **more: Any) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length, **more}


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("<b>a</b>", "a", [_entity("bold", 0, 1)]),
        ("<strong>a</strong><em>b</em>", "ab", [_entity("bold", 0, 1), _entity("italic", 1, 1)]),
        ("😀<u>a</u>", "😀a", [_entity("underline", 2, 1)]),
        ("가<s>나</s>", "가나", [_entity("strikethrough", 1, 1)]),
        ("<b>a<i>b</i></b>", "ab", [_entity("bold", 0, 2), _entity("italic", 1, 1)]),
        ('<span class="tg-spoiler">a</span>', "a", [_entity("spoiler", 0, 1)]),
        (
            '<a href="https://x.io/?a=1&amp;b=2">a</a>',
            "a",
            [_entity("text_link", 0, 1, url="https://x.io/?a=1&b=2")],
        ),
        (
            "<a>https://x.io</a>",
            "https://x.io",
            [_entity("text_link", 0, 12, url="https://x.io/")],
        ),
        ("<a href='nothing'>a</a>", "a", []),
        ("<code>a &lt; b</code>", "a < b", [_entity("code", 0, 5)]),
        (
            '<pre><code class="language-py">x</code></pre>',
            "x",
            [_entity("pre", 0, 1, language="py")],
        ),
        ("<blockquote>a</blockquote>", "a", [_entity("blockquote", 0, 1)]),
        (
            "<blockquote expandable>a</blockquote>",
            "a",
            [_entity("expandable_blockquote", 0, 1)],
        ),
        (
            '<tg-emoji emoji-id="5">👍</tg-emoji>',
            "👍",
            [_entity("custom_emoji", 0, 2, custom_emoji_id="5")],
        ),
        (
            '<tg-time unix="1772366400" format="t">noon</tg-time>',
            "noon",
            [_entity("date_time", 0, 4, unix_time=1772366400, date_time_format="t")],
        ),
        ('<tg-time unix="soon">noon</tg-time>', "noon", []),
        ("  <b> a </b> ", "a", [_entity("bold", 0, 1)]),
        ("a &amp;&#33; &nbsp;", "a &! &nbsp;", []),
        ("<b></b>a", "a", []),
        ("a &lt b &#33", "a < b !", []),
        ("a<b> </b>b", "a b", []),
        ("<b><b>a</b>b</b>", "ab", [_entity("bold", 0, 2)]),
        ("<code>a<b>b</b></code>", "ab", [_entity("code", 0, 2)]),
        (
            "<a href='x.io'>a<code>b</code></a>",
            "ab",
            [_entity("text_link", 0, 2, url="http://x.io/")],
        ),
        (
            "<blockquote>a<code>b</code></blockquote>",
            "ab",
            [_entity("blockquote", 0, 2), _entity("code", 1, 1)],
        ),
    ],
)
def test_format_of_html_gives_text_and_entities(
    source: str, text: str, entities: list[dict[str, Any]]
) -> None:
    assert formatted(source, "HTML") == (text, entities)


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("<x>a</x>", 'Unsupported start tag "x" at byte offset 0'),
        ("가<x>", 'Unsupported start tag "x" at byte offset 3'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        (
            "<b>a</i>",
            'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"',
        ),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<b  =x>y</b>", 'Empty attribute name in the tag "b" at byte offset 0'),
        ("<b x = ", 'Unclosed start tag "b" at byte offset 0'),
        ("<b x", 'Unclosed start tag "b" at byte offset 0'),
        ("<b x='y>", "Unclosed start tag at byte offset 0"),
        ("<b x=a,>y</b>", "Unexpected end of name token at byte offset 5"),
        ("<{b}>", 'Unsupported start tag "{b}" at byte offset 0'),
        ("</", "Unexpected end tag at byte offset 0"),
        ('<tg-emoji emoji-id="x">👍</tg-emoji>', "Invalid custom emoji identifier specified"),
        ('<tg-time unix="1" format="rt">a</tg-time>', "Invalid date format used"),
        (
            "&#xD800;",
            (
                "Text contains invalid Unicode characters after decoding HTML entities, check "
                "for unmatched surrogate code units"
            ),
        ),
    ],
)
async def test_send_of_wrong_html_is_refused(
    world: SimulatedWorld, source: str, problem: str
) -> None:
    await world.started()
    refused = await world.api.refused("sendMessage", chat_id=MINA, text=source, parse_mode="HTML")
    assert refused == f"can't parse entities: {problem}"


@pytest.mark.parametrize(
    ("text", "kind", "marked"),
    [
        ("/start now", "bot_command", "/start"),
        ("see /help@azer_delivery_bot", "bot_command", "/help@azer_delivery_bot"),
        ("😀 /menu", "bot_command", "/menu"),
        ("look at https://example.com/a?b=c.", "url", "https://example.com/a?b=c"),
        ("or example.com", "url", "example.com"),
        ("ask @mina_kim", "mention", "@mina_kim"),
        ("mail a.b@example.org", "email", "a.b@example.org"),
        ("a #tag", "hashtag", "#tag"),
        ("call +821012345678", "phone_number", "+821012345678"),
    ],
)
def test_format_of_plain_text_finds_entities(text: str, kind: str, marked: str) -> None:
    plain, [entity] = formatted(text)
    assert entity["type"] == kind
    assert text_of(plain, entity) == marked


@pytest.mark.parametrize("text", ["1/2", "a@b", "and/or", "#1", "no entities", "3.5", "/가"])
def test_format_of_plain_text_finds_nothing_where_there_is_nothing(text: str) -> None:
    assert formatted(text) == (text, [])


def test_format_finds_nothing_inside_code() -> None:
    assert formatted("<code>/start</code>", "HTML")[1] == [_entity("code", 0, 6)]


def test_format_with_given_entities_keeps_and_trims_them() -> None:
    given_entities = [_entity("bold", 0, 4)]
    assert formatted("  ab", None, given_entities) == ("ab", [_entity("bold", 0, 2)])


@pytest.mark.parametrize("mode", ["Markdown", "MarkdownV2"])
def test_format_as_markdown_names_the_simulator(mode: str) -> None:
    with pytest.raises(BotApiError, match="is not implemented by the simulator"):
        formatted("*a*", mode)


def test_format_in_unknown_mode_is_refused() -> None:
    with pytest.raises(BotApiError, match="unsupported parse_mode"):
        formatted("*a*", "BBCode")


@given(st.text(alphabet="a가😀 <>/&;b\"'=@.#+", max_size=40))
def test_format_of_any_html_stays_within_the_text_or_is_refused(source: str) -> None:
    try:
        text, entities = formatted(source, "HTML")
    except BotApiError as error:
        problem, text, entities = error.description, "", []
    else:
        problem = "Bad Request: can't parse entities: "
    assert problem.startswith("Bad Request: can't parse entities: ")
    length = len(text.encode("utf-16-le")) // 2
    for entity in entities:
        assert 0 <= entity["offset"] < entity["offset"] + entity["length"] <= length
