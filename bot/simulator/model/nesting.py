"""Which entities may lie in each other, and what becomes of those that may not.

Bold, italic, underline, strikethrough and spoiler may lie in anything but code and are cut where
they cross others; all the rest stay in one piece, and the first of two that overlap wins. Quotes
hold others and lie in none.
"""

from typing import Any

Json = dict[str, Any]

_SOFT = ("bold", "italic", "underline", "strikethrough", "spoiler")
_QUOTES = frozenset({"blockquote", "expandable_blockquote"})
_CODE = frozenset({"pre", "code"})
_RANKS = {"pre": 10, "code": 20, "text_link": 49, "text_mention": 49, "custom_emoji": 99}
_RANKS |= dict.fromkeys(_QUOTES, 0) | {kind: 90 + rank for rank, kind in enumerate(_SOFT)}
_Range = tuple[int, int]


def well_nested(entities: list[Json]) -> list[Json]:
    """Return the entities in order, as far as they may be together."""
    if len(entities) < 2:
        return entities
    ordered = _ordered(entities)
    if _fit_together(ordered):
        return ordered
    quotes = _apart([it for it in ordered if it["type"] in _QUOTES])
    solid = _apart([it for it in ordered if it["type"] not in _QUOTES and it["type"] not in _SOFT])
    solid = [it for it in solid if not any(_clashes(it, quote) for quote in quotes)]
    whole = solid + quotes
    soft = [it for kind in _SOFT for it in _soft_pieces(kind, ordered, whole)]
    return _ordered(whole + _uncrossed(soft))


def _ordered(entities: list[Json]) -> list[Json]:
    return sorted(
        entities, key=lambda it: (it["offset"], -it["length"], _RANKS.get(it["type"], 50))
    )


def _range(entity: Json) -> _Range:
    return entity["offset"], entity["offset"] + entity["length"]


def _fit_together(ordered: list[Json]) -> bool:
    around: list[Json] = []
    for entity in ordered:
        start, end = _range(entity)
        while around and _range(around[-1])[1] <= start:
            around.pop()
        if around and (end > _range(around[-1])[1] or not _may_lie_in(entity, around)):
            return False
        around.append(entity)
    return True


def _may_lie_in(entity: Json, around: list[Json]) -> bool:
    kind, outer = entity["type"], {it["type"] for it in around}
    if kind in outer or outer & _CODE:
        return False
    if kind in _CODE:
        return outer <= _QUOTES
    if kind in _SOFT:
        return True
    return outer <= set(_SOFT) | (frozenset() if kind in _QUOTES else _QUOTES)


def _apart(ordered: list[Json]) -> list[Json]:
    kept: list[Json] = []
    for entity in ordered:
        if not kept or entity["offset"] >= _range(kept[-1])[1]:
            kept.append(entity)
    return kept


def _clashes(entity: Json, quote: Json) -> bool:
    (start, end), (first, last) = _range(entity), _range(quote)
    return start < last and first < end and not (first <= start and end <= last)


def _soft_pieces(kind: str, ordered: list[Json], whole: list[Json]) -> list[Json]:
    merged: list[_Range] = []
    for start, end in (_range(it) for it in ordered if it["type"] == kind):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    for other in whole:
        first, last = _range(other)
        pieces: list[_Range] = []
        for start, end in merged:
            crosses = start < first < end < last or first < start < last < end
            if other["type"] in _CODE:
                pieces += [(start, min(end, first)), (max(start, last), end)]
            elif crosses:
                cut = first if start < first else last
                pieces += [(start, cut), (cut, end)]
            else:
                pieces.append((start, end))
        merged = [(start, end) for start, end in pieces if start < end]
    return [{"type": kind, "offset": start, "length": end - start} for start, end in merged]


def _uncrossed(soft: list[Json]) -> list[Json]:
    """Cut entities that cross an earlier one where that one ends."""
    waiting = _ordered(soft)
    done: list[Json] = []
    while waiting:
        entity = waiting.pop(0)
        start, end = _range(entity)
        crossed = [last for first, last in map(_range, done) if first <= start < last < end]
        if crossed:
            cut = min(crossed)
            waiting = _ordered([*waiting, {**entity, "offset": cut, "length": end - cut}])
            entity = {**entity, "length": cut - start}
        done.append(entity)
    return done
