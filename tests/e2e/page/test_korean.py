"""Korean words stay whole: lines break between them, and only what fits in no line is broken."""

from typing import Any

import pytest
from playwright.async_api import ViewportSize, expect

from .world import DESKTOP, MINA, PHONE, PROVIDER, World

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(180),
]

TEXT = (
    "주문하신 비빔밥과 김치찌개가 준비되었습니다. 배달원이 음식점에서 출발하면 "
    "알려드리겠습니다. 도착예정시간은 조리상황에 따라 달라질수있습니다."
)
# Words with Hangul that lie on more than one line, though they are no wider than their box.
BROKEN = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const box = node.parentElement.getBoundingClientRect();
    if (!box.width || node.parentElement.closest("option, noscript, .visually-hidden")) continue;
    for (const word of node.data.matchAll(/\\S*[가-힣]\\S*/g)) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const lines = [...range.getClientRects()].filter((rect) => rect.width > 0);
      const width = lines.reduce((sum, rect) => sum + rect.width, 0);
      const tops = new Set(lines.map((rect) => Math.round(rect.top)));
      if (tops.size > 1 && width <= box.width) found.push(word[0]);
    }
  }
  return found;
}"""


def _keys(*texts: str) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": text, "callback_data": text} for text in texts]]}


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_page_in_korean_breaks_no_word(world: World, viewport: ViewportSize) -> None:
    await world.page.get_by_label("Language of this page").select_option("ko")
    await world.begins(world.customer)
    await world.bot.says(MINA, TEXT, reply_markup=_keys("주문 내역 보기", "배달 주소 바꾸기"))
    await world.bot.says(
        MINA,
        "메뉴",
        reply_markup={"keyboard": [["비빔밥 주문하기", "김치찌개 주문하기", "도움말 보기"]]},
    )
    await world.bot.call(
        "sendInvoice",
        chat_id=MINA,
        title="맛있는 한옥집 점심특선",
        description=TEXT,
        payload="order-7",
        provider_token=PROVIDER,
        currency="KRW",
        prices=[{"label": "비빔밥과 반찬 모둠", "amount": 19000}],
    )
    await expect(world.customer.panel.get_by_text("점심특선")).to_be_visible()
    assert await world.page.evaluate(BROKEN) == []


async def test_word_that_fits_in_no_line_is_broken(world: World) -> None:
    await world.begins(world.customer)
    await world.bot.says(MINA, "가" * 200)
    message = world.customer.messages.last
    await expect(message).to_contain_text("가가가")
    overflow = await message.evaluate(
        "(it) => it.scrollWidth > it.clientWidth || "
        "it.getBoundingClientRect().right > it.closest('[role=log]').getBoundingClientRect().right"
    )
    assert overflow is False
