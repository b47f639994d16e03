"""Buttons stay in people's chats: their prefixes and fields are a stored contract.

A button that goes or changes is one that somebody still sees; whoever changes this list says
what becomes of those. CONTRIBUTING.md tells how stored names change.
"""

from __future__ import annotations

import re

from bot.demo import PEOPLE
from tests.support.buttons import BUTTONS

PREFIXES = {
    "stuck": ("order_id",),
    "stop": ("order_id", "problem"),
    "phoned": ("order_id", "problem"),
    "damaged": ("order_id",),
    "no_photo": ("order_id",),
    "go_on": ("order_id",),
    "second_trip": ("order_id",),
    "no_trip": ("order_id",),
    "end_trip": ("order_id", "settlement"),
    "part_ask": ("order_id",),
    "part_show": ("order_id", "amount"),
    "part_back": ("order_id", "amount"),
    "trip_open": ("order_id",),
    "photo": ("order_id",),
    "accept": ("order_id", "minutes"),
    "agree": ("order_id",),
    "again": ("order_id",),
    "all_dishes": (),
    "all_stores": (),
    "arrived": ("order_id",),
    "ask_cancel": ("order_id",),
    "available": ("store_id", "dish_id", "available"),
    "back": ("order_id",),
    "ask_end": ("order_id",),
    "ban": ("person_id",),
    "basket": (),
    "bring": ("order_id",),
    "cancel": ("order_id",),
    "call_again": ("order_id",),
    "call_off": ("order_id", "reason"),
    "capacity": ("store_id", "capacity"),
    "cash": ("order_id",),
    "categories": (),
    "category": ("category_id",),
    "checkout": (),
    "close": ("store_id",),
    "collect": ("order_id",),
    "cooked": ("order_id",),
    "deliver": ("order_id",),
    "dish": ("dish_id",),
    "empty": (),
    "end_now": ("order_id",),
    "end_said": ("order_id", "mark"),
    "end_words": ("order_id",),
    "halt": ("store_id",),
    "how_refund": ("order_id",),
    "how_much": ("order_id",),
    "keep": ("order_id",),
    "kept_sum": ("order_id", "amount"),
    "later": ("order_id", "minutes"),
    "leave": (),
    "less": ("dish_id",),
    "let_cash": ("person_id",),
    "lift": ("person_id",),
    "map": ("order_id",),
    "marked": ("order_id", "marks"),
    "may_cancel": ("order_id",),
    "menu": ("store_id",),
    "missing": ("order_id",),
    "more": ("dish_id",),
    "not_without": ("order_id", "number"),
    "off_reasons": ("order_id",),
    "off_words": ("order_id", "mark"),
    "open": ("store_id",),
    "part_kept": ("order_id", "amount"),
    "pay": ("order_id",),
    "pickup": ("order_id",),
    "place": ("order_id",),
    "please_cancel": ("order_id",),
    "quantity": ("quantity", "dish_id"),
    "reasons": ("order_id",),
    "reclaim": ("order_id",),
    "refuse": ("order_id",),
    "reject": ("order_id", "reason"),
    "resume": ("store_id",),
    "say_why": ("order_id",),
    "send": ("order_id", "mark"),
    "settle": ("order_id", "charge", "number"),
    "shift": ("on",),
    "show": ("order_id",),
    "store": ("store_id",),
    "switches": ("store_id", "category_id"),
    "take": ("order_id",),
    "tell": ("order_id", "marks"),
    "type_off": ("order_id",),
    "type_reason": ("order_id",),
    "type_time": ("order_id",),
    "undecided": ("order_id",),
    "unended": ("order_id",),
    "without": ("order_id", "number"),
    "words": ("order_id", "mark"),
    "write": ("order_id",),
}


def test_callback_prefixes_are_those_that_chats_know() -> None:
    assert {kind.prefix: tuple(kind.model_fields) for kind in BUTTONS} == PREFIXES


def test_demo_scripts_tap_buttons_that_exist() -> None:
    wanted = re.findall(r"tap: '\^(\w+)", PEOPLE.read_text("utf-8"))
    assert wanted
    assert set(wanted) <= PREFIXES.keys()
