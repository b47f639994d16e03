"""A browser, a simulated world and a connection that can fail."""

import os
import shutil
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Error, Page, ViewportSize, async_playwright, expect

from bot.simulator import Simulator, serve

from .world import DESKTOP, ROSTER, Bot, Line, World, talking

BROWSER_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("Chromium is missing: install it or name it in CHROMIUM")
    expect.set_options(timeout=5000)
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=BROWSER_ARGS)
        yield chromium
        await chromium.close()


@pytest.fixture
def simulator() -> Simulator:
    return Simulator(ROSTER)


@pytest_asyncio.fixture(loop_scope="session")
async def address(simulator: Simulator) -> AsyncIterator[str]:
    async with serve(simulator) as served:
        yield served


@pytest_asyncio.fixture(loop_scope="session")
async def bot(address: str) -> AsyncIterator[Bot]:
    async with talking(address) as speaking:
        yield speaking


@pytest.fixture
def viewport() -> ViewportSize:
    return DESKTOP


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def tab(browser: Browser) -> AsyncIterator[Page]:
    """One tab for all tests: each test's server is an origin of its own, with its own storage."""
    context = await browser.new_context(locale="en-US", reduced_motion="reduce")
    context.set_default_timeout(5000)
    yield await context.new_page()
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(tab: Page, viewport: ViewportSize) -> AsyncIterator[Page]:
    """An empty page; whatever its scripts complain of fails the test."""
    errors: list[str] = []

    def complain(error: Error) -> None:
        errors.append(str(error))

    tab.on("pageerror", complain)
    await tab.set_viewport_size(viewport)
    yield tab
    await tab.goto("about:blank")
    tab.remove_listener("pageerror", complain)
    assert errors == []


@pytest_asyncio.fixture(loop_scope="session")
async def world(page: Page, address: str, bot: Bot) -> World:
    await page.goto(address, wait_until="commit")
    await page.get_by_text("Live", exact=True).wait_for()
    return World(page, bot)


@pytest_asyncio.fixture(loop_scope="session")
async def line(address: str) -> AsyncIterator[Line]:
    opened = Line(int(address.rsplit(":", 1)[1]))
    await opened.mend()
    yield opened
    await opened.cut()
