"""Pictures of everybody's chat, from its beginning to its end, on a wide page and on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.async_api import async_playwright

from tests.e2e.evening.stage import MINJUN, SAM
from tests.e2e.journey import DAN, JUNHO, MINA, OLGA, SORA, TAEMIN, YURI
from tests.e2e.page.conftest import BROWSER_ARGS, CHROMIUM

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.async_api import Browser, Page, ViewportSize

    from tests.e2e.evening.stage import Evening

WIDE: ViewportSize = {"width": 1400, "height": 1800}
PHONE: ViewportSize = {"width": 390, "height": 1800}
COLUMNS = ("customer", "owner", "courier")
# Who stands beside whom on the wide page: the English readers, the Korean ones, and the rest.
BESIDE = ((MINA, SORA, DAN), (JUNHO, TAEMIN, YURI), (SAM, OLGA, MINJUN))
_AT_ITS_END = """key => {
  const log = document.querySelector(`#panel-${key} [role=log]`);
  let box = log;
  while (box && box.scrollHeight <= box.clientHeight) box = box.parentElement;
  return !box || box.scrollTop + box.clientHeight >= box.scrollHeight - 1;
}"""
_SCROLL = """([key, place]) => {
  const log = document.querySelector(`#panel-${key} [role=log]`);
  let box = log;
  while (box && box.scrollHeight <= box.clientHeight) box = box.parentElement;
  if (!box) return false;
  box.scrollTop = place * (box.clientHeight - 60);
  return box.scrollTop + box.clientHeight < box.scrollHeight - 1;
}"""


async def photograph(evening: Evening, folder: Path) -> None:
    """Leave the pictures of all chats in a folder; Playwright makes it."""
    # The page shows those who stand in a column, and lets one choose among them.
    for place, column in enumerate(evening.town.running.simulator.columns):
        column.shown = [people[place] for people in BESIDE]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=BROWSER_ARGS)
        try:
            for people in BESIDE:
                await _wide(browser, evening, people, folder)
                for key, person_id in zip(COLUMNS, people, strict=True):
                    await _phone(browser, evening, key, person_id, folder)
        finally:
            await browser.close()


async def _wide(browser: Browser, evening: Evening, people: tuple[int, ...], folder: Path) -> None:
    page = await _page(browser, evening, WIDE)
    for key, person_id in zip(COLUMNS, people, strict=True):
        await _choose(page, evening, key, person_id)
    number, goes_on = 0, True
    while goes_on:
        moved = [await page.evaluate(_SCROLL, [key, number]) for key in COLUMNS]
        await page.screenshot(path=folder / f"wide-{people[0]}-{number:02}.png")
        number, goes_on = number + 1, any(moved)
    await page.context.close()


async def _phone(
    browser: Browser, evening: Evening, key: str, person_id: int, folder: Path
) -> None:
    page = await _page(browser, evening, PHONE)
    await page.get_by_role("tab").nth(COLUMNS.index(key)).click()
    await _choose(page, evening, key, person_id)
    number, goes_on = 0, True
    while goes_on:
        goes_on = await page.evaluate(_SCROLL, [key, number])
        await page.screenshot(path=folder / f"phone-{person_id}-{number:02}.png")
        number += 1
    await page.context.close()


async def _page(browser: Browser, evening: Evening, viewport: ViewportSize) -> Page:
    context = await browser.new_context(viewport=viewport, reduced_motion="reduce")
    context.set_default_timeout(10_000)
    page = await context.new_page()
    await page.goto(evening.town.running.address, wait_until="commit")
    await page.get_by_text("Live", exact=True).wait_for()
    return page


async def _choose(page: Page, evening: Evening, key: str, person_id: int) -> None:
    """Let a column show this person's chat."""
    profile = evening.town.people.world.people[person_id]
    name = " ".join(filter(None, (profile["first_name"], profile.get("last_name"))))
    panel = page.locator(f"#panel-{key}")
    if await panel.locator(".chat-name h2").inner_text() != name:
        await panel.locator(".person-button").click()
        await panel.locator(".menu-item").filter(has_text=name).first.click()
    await panel.locator(".chat-name h2").filter(has_text=name).wait_for()
    # It goes to its end by itself, and would do so over whatever is scrolled before that.
    await page.wait_for_function(_AT_ITS_END, arg=key)
