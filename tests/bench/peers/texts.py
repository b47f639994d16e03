"""What the peer says: as long as what the platform says, with keyboards of the same shape."""

from __future__ import annotations

from tests.bench import town

Buttons = list[list[tuple[str, str]]]

LEAVE = ("✖️ Cancel", "leave")
BACK_AND_LEAVE = [("⬅️ Back", "stores"), LEAVE]
_TIME = "7:05 PM"


def kitchen(store: str) -> str:
    """The name of a store."""
    return f"Kitchen {store.removeprefix('store')} 식당"


def won(amount: int) -> str:
    """An amount."""
    return f"₩{amount:,}"


def stores() -> Buttons:
    """One row for each store."""
    return [
        *([(kitchen(town.store_id(n)), f"store:{town.store_id(n)}")] for n in range(town.STORES)),
        [LEAVE],
    ]


def categories(basket: str = "") -> Buttons:
    """One row for each category, and the basket if there is something in it."""
    rows = [[(name, f"category:{id}")] for id, name, _ in town.CATEGORIES]
    return [*rows, *([[(basket, "basket")]] if basket else []), BACK_AND_LEAVE]


def dishes(category: str) -> Buttons:
    """One row for each dish."""
    found = next(dishes for id, _, dishes in town.CATEGORIES if id == category)
    rows = [[(f"{name} · {won(price)}", f"dish:{id}")] for id, name, price in found]
    return [*rows, BACK_AND_LEAVE]


QUANTITIES: Buttons = [[(str(n), f"quantity:{n}") for n in range(1, 6)], BACK_AND_LEAVE]
BASKET: Buttons = [
    [("➖", "less:bibimbap"), ("2 × Bibimbap 비빔밥", "more:bibimbap"), ("➕", "more:bibimbap")],
    [("✅ Checkout", "checkout")],
    [("🍽 More food", "categories")],
    [("🗑 Empty", "empty"), LEAVE],
]


def summary(order: str) -> Buttons:
    """Placing, or changing something first."""
    return [
        [("✅ Place the order", f"place:{order}")],
        [("🧺 Change the basket", "basket")],
        [("📍 Change address or phone", "checkout")],
        [LEAVE],
    ]


def unpaid(order: str) -> Buttons:
    """Paying, or cancelling."""
    return [
        [("💳 Pay ₩18,000", f"pay:{order}")],
        [("💵 Pay in cash at the door", f"cash:{order}")],
        [("✖️ Cancel the order", f"drop:{order}")],
    ]


def ticket(order: str) -> Buttons:
    """Accepting with a promise, or rejecting."""
    accept = [(f"✅ {minutes} min", f"accept:{order}:{minutes}") for minutes in (15, 30, 45)]
    return [accept, [("✖️ Reject", f"reject:{order}")]]


def customer_card(order: str, store: str, state: str) -> str:
    """An order as its customer sees it."""
    return (
        f"<b>Order #{order[:5].upper()}</b> · {kitchen(store)}\n{state}\n\n"
        f"2 × Bibimbap 비빔밥 · {won(18_000)}\nTotal: <b>{won(18_000)}</b> · cash on delivery\n"
        f"📍 {town.ADDRESS}\n\n{_TIME} placed · {_TIME} sent"
    )


def store_card(order: str, customer: str, state: str) -> str:
    """An order as the store sees it."""
    return (
        f"🔔 <b>Order #{order[:5].upper()}</b> · {customer}\n{state}\n\n"
        f"2 × Bibimbap 비빔밥 · {won(18_000)}\nTotal: <b>{won(18_000)}</b> · cash on delivery\n"
        f"📞 {town.PHONE}\n📍 {town.ADDRESS}"
    )


def courier_card(order: str, store: str, state: str) -> str:
    """A delivery as the courier sees it."""
    return (
        f"🛵 <b>Delivery #{order[:5].upper()}</b> · {kitchen(store)}\n{state}\n\n"
        f"🏪 12 Insadong-gil, Jongno-gu, Seoul · +82 2 735 0101\n📍 {town.ADDRESS}\n"
        f"💵 Collect <b>{won(18_000)}</b>"
    )
