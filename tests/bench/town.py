"""Where the orders of every measurement happen: the same stores for every bot."""

from __future__ import annotations

from zoneinfo import ZoneInfo

STORES = 8
FIRST_OWNER, FIRST_COURIER, FIRST_CUSTOMER = 2_001, 3_001, 100_000
TOKEN = "7000000001:AAFakeTokenOfTheBenchmarkOnly0000000"
BOT = {"id": 7_000_000_001, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
ZONE = ZoneInfo("Asia/Seoul")
ADDRESS, PHONE = "5 Gahoe-ro, Jongno-gu", "+821012345678"

CATEGORIES = (
    ("rice", "Rice 밥", (("bibimbap", "Bibimbap 비빔밥", 9_000), ("bulgogi", "Bulgogi 불고기", 11_000), ("kimchi", "Kimchi rice 김치볶음밥", 8_500))),
    ("soup", "Soups and stews 국·찌개", (("doenjang", "Doenjang stew 된장찌개", 8_000), ("samgyetang", "Samgyetang 삼계탕", 15_000))),
    ("drinks", "Drinks 음료", (("sikhye", "Sikhye 식혜", 3_000), ("tea", "Barley tea 보리차", 1_500))),
)  # fmt: skip


def store_id(number: int) -> str:
    """The id of a store, counted from 0."""
    return f"store{number}"


def store_of_customer(user_id: int) -> str:
    """Every customer has one store, so that no owner has all the work."""
    return store_id(user_id % STORES)


def user(user_id: int) -> dict[str, object]:
    """A person as Telegram sends them."""
    return {
        "id": user_id,
        "is_bot": False,
        "first_name": f"Mina {user_id}",
        "language_code": "en",
    }


def chat(user_id: int) -> dict[str, object]:
    """The private chat with a person, as Telegram sends it."""
    return {"id": user_id, "type": "private", "first_name": f"Mina {user_id}"}
