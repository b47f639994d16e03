"""What the peer says: as long as what the platform says, with keyboards of the same shape."""

from __future__ import annotations

from tests.bench import town

Buttons = list[list[tuple[str, str]]]

LEAVE = ("✖️ Cancel", "leave")
BACK_AND_LEAVE = [("⬅️ Back", "stores"), LEAVE]
_TIME, _READY = "7:05 PM", "7:20 PM"
_STEPS = ("placed", "sent to the store", "accepted", "cooked", "on the way", "delivered")


def kitchen(store: str) -> str:
    """The name of a store."""
    return f"Kitchen {store.removeprefix('store')} 식당"


def won(amount: int) -> str:
    """An amount."""
    return f"₩{amount:,}"


def code(order: str) -> str:
    """How people call an order."""
    return f"#{order[:5].upper()}"


_LINE = f"2 × Bibimbap 비빔밥 · {won(18_000)}"
_TOTAL = f"Total: <b>{won(18_000)}</b>"
_CASH = "cash on delivery"
_WHERE, _PHONE = f"📍 {town.ADDRESS}", f"📞 {town.PHONE}"


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


def basket(store: str) -> str:
    """What is in the basket."""
    return f"🧺 <b>Your basket</b> · {kitchen(store)}\n{_LINE}\n{_TOTAL}"


def summary(store: str, phone: str) -> str:
    """Everything once more before it is ordered."""
    return (
        f"🧾 <b>Your order</b> · {kitchen(store)}\n{_LINE}\n{_TOTAL}\n{_WHERE}\n📞 {phone}\n\n"
        "🍽 Should a dish be missing later, you are asked. If you do not answer, it is left out, and"
        " costs nothing.\nIs everything right? How you pay is chosen after that."
    )


def placing(order: str) -> Buttons:
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
        [(f"💳 Pay {won(18_000)}", f"pay:{order}")],
        [("💵 Cash on delivery", f"cash:{order}")],
        *sent(order),
    ]


def sent(order: str) -> Buttons:
    """Cancelling, before it was accepted."""
    return [[("✖️ Cancel the order", f"drop:{order}")]]


def running(order: str) -> Buttons:
    """Asking the store to cancel."""
    return [[("✋ Ask to cancel", f"ask:{order}")]]


def ticket(order: str) -> Buttons:
    """Accepting with a promise, or rejecting."""
    accept = [(f"✅ {minutes} min", f"accept:{order}:{minutes}") for minutes in (15, 30, 45)]
    return [accept, [("❌ Reject", f"reject:{order}")]]


def cooking(order: str) -> Buttons:
    """Cooked, or some trouble before that."""
    later = [(f"⏰ +{minutes} min", f"later:{order}:{minutes}") for minutes in (10, 20)]
    return [
        [("🥡 Cooked", f"cooked:{order}")],
        [*later, ("✏️ Other…", f"type:{order}")],
        [("🍽 A dish is missing", f"missing:{order}")],
        *cooked(order),
    ]


def cooked(order: str) -> Buttons:
    """Calling it off."""
    return [[("✖️ Cannot make it", f"off:{order}")]]


def offered(order: str) -> Buttons:
    """Taking the delivery."""
    return [[("🙋 Take it", f"take:{order}")]]


def taken(order: str) -> Buttons:
    """Fetching it, or handing it back."""
    return [[("📦 Picked up", f"pickup:{order}")], [("↩️ I cannot go", f"back:{order}")]]


def carried(order: str) -> Buttons:
    """Delivering it, or trouble at the door."""
    return [
        [("✅ Delivered", f"deliver:{order}")],
        [("⚠️ A problem at the door", f"stuck:{order}")],
    ]


def accepted_news(order: str) -> str:
    """What the customer's card begins with when the store has accepted."""
    return (
        f"👩‍🍳 <b>{code(order)}</b> is accepted: please wait.\n"
        f"It is being cooked. Ready in about 15 minutes ({_READY})."
    )


def customer_card(order: str, store: str, head: str, steps: int, paid: str = _CASH) -> str:
    """An order as its customer sees it after so many steps."""
    ready = [f"⏰ It was promised for {_READY}"] if steps in {4, 5} else []
    history = " · ".join(f"{_TIME} {step}" for step in _STEPS[:steps])
    title = f"<b>Order {code(order)}</b> · {kitchen(store)}"
    total = f"{_TOTAL} · {paid}"
    return "\n".join([head, title, "", _LINE, total, _WHERE, *ready, "", history])


def store_card(order: str, customer: str, head: str, *more: str) -> str:
    """An order as the store sees it."""
    title, came = f"🔔 <b>Order {code(order)}</b> · {customer}", f"🕓 Came in at {_TIME}"
    return "\n".join([head, title, came, "", _LINE, f"{_TOTAL} · {_CASH}", _PHONE, _WHERE, *more])


def accepted_card(order: str, customer: str) -> str:
    """The same when it has been accepted."""
    return store_card(
        order, customer, "👩‍🍳 Accepted: please cook it", f"⏰ Promised for {_READY}"
    )


def ended_store_card(order: str, customer: str) -> str:
    """The same when all is over."""
    title = f"🔔 <b>Order {code(order)}</b> · {customer}"
    came = f"🕓 Came in at {_TIME} · delivered at {_TIME}"
    return "\n".join([_OVER, title, came, "", _LINE, f"{_TOTAL} · {_CASH}"])


def courier_card(order: str, store: str, head: str, customer: str = "") -> str:
    """A delivery as the courier sees it; whose it is only when they have it."""
    whose = [f"👤 {customer} · {town.PHONE}"] if customer else []
    collect = f"💵 Collect <b>{won(18_000)}</b> in cash"
    return "\n".join([head, *_delivery(order, store), _WHERE, *whose, collect])


def ended_courier_card(order: str, store: str) -> str:
    """The same when all is over."""
    return "\n".join([_OVER, *_delivery(order, store)])


_OVER = "✅ Delivered: nothing left to do"


def _delivery(order: str, store: str) -> list[str]:
    where = "🏪 12 Insadong-gil, Jongno-gu, Seoul · +82 2-735-0101"
    return [f"🛵 <b>Delivery {code(order)}</b> · {kitchen(store)}", "", where]
