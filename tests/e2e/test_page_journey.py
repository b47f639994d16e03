"""The whole journey by hand, in a real browser, in English and in Korean."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.e2e.conftest import living_town
from tests.e2e.journey import DAN, MINA, SORA, TAEMIN, YURI
from tests.e2e.page.conftest import browser  # noqa: F401 - a fixture
from tests.support.clock import MovableClock

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(180),
]

RESULTS = Path(os.environ.get("SCREENSHOTS", "test-results"))
RESULTS.mkdir(exist_ok=True)


@dataclass
class Chat:
    """One of the chats on the page."""

    panel: Locator

    async def tap(self, label: str) -> None:
        await self.panel.get_by_role("button", name=label, exact=True).last.click()

    async def write(self, text: str) -> None:
        field = self.panel.get_by_role("textbox")
        await field.fill(text)
        await field.press("Enter")

    async def sees(self, text: str) -> None:
        await expect(self.panel.get_by_role("article").filter(has_text=text).last).to_be_visible()


@dataclass(frozen=True)
class Script:
    """What is tapped and read in one language."""

    locale: str
    start: str
    taps: tuple[str, ...]
    where: str
    who: str
    place: str
    pay: str
    invoice: str
    sheet: str
    sheet_done: str
    accept: str
    cooking: str
    cooked: str
    courier: tuple[str, str, str]
    done: str


ENGLISH = Script(
    locale="en-US",
    start="Start",
    taps=("Hanok Kitchen 한옥식당", "Rice 밥", "Bibimbap 비빔밥 · ₩9,000", "2",
          "🧺 Basket (2) · ₩18,000", "✅ Checkout"),
    where="Where shall we bring it?",
    who="How can the courier reach you?",
    place="✅ Place the order",
    pay="💳 Pay ₩18,000",
    invoice="Order at Hanok Kitchen",
    sheet="Pay",
    sheet_done="Done",
    accept="✅ 30 min",
    cooking="Being cooked",
    cooked="🥡 Cooked",
    courier=("🙋 Take it", "📦 Picked up", "✅ Delivered"),
    done="Enjoy your meal",
)  # fmt: skip
KOREAN = Script(
    locale="ko-KR",
    start="시작",
    taps=("Hanok Kitchen 한옥식당", "Rice 밥", "Bibimbap 비빔밥 · ₩9,000", "2",
          "🧺 장바구니 (2) · ₩18,000", "✅ 주문하기"),
    where="어디로 가져다드릴까요?",
    who="배달원이 연락할 번호를 알려주세요.",
    place="✅ 주문 넣기",
    pay="💳 ₩18,000 결제",
    invoice="한옥식당 주문",
    sheet="결제",
    sheet_done="완료",
    accept="✅ 30분",
    cooking="조리를 시작했어요",
    cooked="🥡 조리 완료",
    courier=("🙋 제가 갈게요", "📦 음식 받음", "✅ 배달 완료"),
    done="맛있게 드세요",
)  # fmt: skip


@pytest.mark.parametrize("script", [ENGLISH, KOREAN], ids=["english", "korean"])
async def test_journey_by_hand_in_the_browser_ends_delivered(
    browser: Browser,  # noqa: F811
    tmp_path: Path,
    script: Script,
) -> None:
    async with living_town(tmp_path, MovableClock()) as town:
        for person_id in (MINA, SORA, DAN):
            await (await town.person(person_id)).changes(language_code=script.locale[:2])
        await town.staff(SORA, TAEMIN, DAN, YURI)
        context = await browser.new_context(
            locale=script.locale, viewport={"width": 1440, "height": 900}
        )
        context.set_default_timeout(10_000)
        page = await context.new_page()
        try:
            await page.goto(town.running.address)
            await play(page, script)
            await scroll_down(page)
            await page.screenshot(path=RESULTS / f"journey-{script.locale[:2]}.png")
            await expect(page.get_by_text("CourierAssigned")).to_be_visible()
        finally:
            await context.close()


async def scroll_down(page: Page) -> None:
    """To the end of every chat, as people do before they show somebody their screen."""
    await page.evaluate(
        "for (const log of document.querySelectorAll('[role=log]')) {"
        " for (let it = log; it; it = it.parentElement) it.scrollTop = it.scrollHeight; }"
    )
    await page.mouse.move(0, 0)


async def play(page: Page, script: Script) -> None:
    customer, owner, courier = (
        Chat(page.locator(f"#panel-{key}")) for key in ("customer", "owner", "courier")
    )
    await customer.tap(script.start)
    for label in script.taps:
        await customer.tap(label)
    await customer.sees(script.where)
    await customer.write("5 Gahoe-ro, Jongno-gu")
    await customer.sees(script.who)
    await customer.write("+82 10 1234 5678")
    await customer.tap(script.place)
    await customer.tap(script.pay)
    invoice = customer.panel.get_by_role("article").filter(has_text=script.invoice)
    await invoice.get_by_role("button", name=script.sheet).first.click()
    sheet = page.get_by_role("dialog")
    await sheet.get_by_role("button", name=script.sheet).first.click()
    await sheet.get_by_role("button", name=script.sheet_done, exact=True).click()
    await owner.tap(script.accept)
    await customer.sees(script.cooking)
    await owner.tap(script.cooked)
    for label in script.courier:
        await courier.tap(label)
    await customer.sees(script.done)
