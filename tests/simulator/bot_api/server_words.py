"""Calls that the server refuses, and its words for each: read in the source of Bot API 10.0."""

from typing import Any

from tests.support.simulated import COURIERS, MINA, PROVIDER

Json = dict[str, Any]
Case = tuple[str, str, Json, str]

COMMAND = {"command": "a", "description": "x"}
INVOICE = {
    "title": "t",
    "description": "d",
    "payload": "p",
    "provider_token": PROVIDER,
    "currency": "KRW",
    "prices": [{"label": "x", "amount": 9000}],
}
WEB_APP = {"web_app": {"url": "https://e.com"}}
CHAT = {"request_chat": {"request_id": 1, "chat_is_channel": False}}
_SCOPE = "can't parse BotCommandScope: "
_INLINE = "can't parse inline keyboard button: "
_REPLY = "can't parse keyboard button: "
_ENTITY = "can't parse MessageEntity: "
_HTML = "can't parse entities: "
_PRICE = "can't parse labeled price: "


def text(**params: Any) -> Json:
    return {"chat_id": MINA, "text": "Hello"} | params


def inline(button: Any) -> Json:
    return text(reply_markup={"inline_keyboard": [[button]]})


def keyed(button: Any, chat_id: int = MINA) -> Json:
    return text(chat_id=chat_id, reply_markup={"keyboard": [[button]]})


def entity(written: str = "Hello", **entity_fields: Any) -> Json:
    return text(text=written, entities=[entity_fields])


def html(written: str) -> Json:
    return text(text=written, parse_mode="HTML")


def invoice(**params: Any) -> Json:
    return {"chat_id": MINA} | INVOICE | params


def commands(*wanted: Any, **params: Any) -> Json:
    return {"commands": list(wanted)} | params


def reaction(value: Any) -> Json:
    return {"chat_id": MINA, "message_id": 1, "reaction": value}


def sends() -> list[Case]:
    """Return what sendMessage refuses."""
    cases = [
        (
            "web_app_without_url",
            inline({"text": "a", "web_app": {}}),
            _INLINE + 'Can\'t find field "url"',
        ),
        (
            "web_app_over_http",
            inline({"text": "a", "web_app": {"url": "http://e.com"}}),
            (
                "inline keyboard button Web App URL 'http://e.com' is invalid: "
                "Only HTTPS links are allowed"
            ),
        ),
        (
            "url_of_a_bare_host",
            inline({"text": "a", "url": "http://localhost/x"}),
            "inline keyboard button URL 'http://localhost/x' is invalid: Wrong HTTP URL",
        ),
        (
            "copy_without_text",
            inline({"text": "a", "copy_text": {}}),
            _INLINE + 'Can\'t find field "text"',
        ),
        (
            "web_app_key_in_group",
            keyed({"text": "a"} | WEB_APP, COURIERS),
            "web App buttons can be used in private chats only",
        ),
        (
            "poll_key_in_group",
            keyed({"text": "a", "request_poll": {}}, COURIERS),
            "poll can be requested in private chats only",
        ),
        (
            "chat_key_in_group",
            keyed({"text": "a"} | CHAT, COURIERS),
            "chats can be requested in private chats only",
        ),
        (
            "users_key_without_id",
            keyed({"text": "a", "request_users": {}}),
            _REPLY + 'Can\'t find field "request_id"',
        ),
        (
            "contact_key_with_text",
            keyed({"text": "a", "request_contact": "yes"}, COURIERS),
            _REPLY + 'Field "request_contact" must be of type Boolean',
        ),
        (
            "entity_of_unknown_type",
            entity(type="zzz", offset=0, length=1),
            _ENTITY + "Unsupported type specified",
        ),
        (
            "entity_over_the_end",
            entity(type="bold", offset=0, length=50),
            (
                "entity beginning at UTF-16 offset 0 ends after the end of the text at "
                "UTF-16 offset 50"
            ),
        ),
        (
            "entity_after_the_end",
            entity(type="bold", offset=40, length=5),
            "entity begins after the end of the text at UTF-16 offset 40",
        ),
        (
            "entity_inside_an_emoji",
            entity("😀a", type="bold", offset=1, length=2),
            "entity begins in a middle of a UTF-16 symbol at byte offset 4",
        ),
        (
            "entity_without_offset",
            entity(type="bold", length=1),
            _ENTITY + 'Can\'t find field "offset"',
        ),
        (
            "preview_with_text_as_flag",
            text(link_preview_options={"is_disabled": "yes"}),
            'field "is_disabled" must be of type Boolean',
        ),
        (
            "business_connection",
            text(business_connection_id="nope"),
            "business connection not found",
        ),
        ("thread", text(message_thread_id=77), "message thread not found"),
        ("text_over_32_kib", text(text="a" * 32_769), "text is too long"),
        (
            "html_name_token",
            html("<a href=http://x>y</a>"),
            _HTML + "Unexpected end of name token at byte offset 8",
        ),
        (
            "html_date_format",
            html('<tg-time unix="1800000000" format="q">x</tg-time>'),
            _HTML + "Invalid date format used",
        ),
        (
            "html_nameless_attribute",
            html("<a =x>y</a>"),
            _HTML + 'Empty attribute name in the tag "a" at byte offset 0',
        ),
        (
            "markup_unreadable",
            text(reply_markup="{nope"),
            "can't parse reply keyboard markup JSON object",
        ),
        ("markup_array", text(reply_markup="[]"), "object expected as reply markup"),
        (
            "markup_row_of_text",
            text(reply_markup={"inline_keyboard": ["a"]}),
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        ),
        ("button_of_text", inline("a"), _INLINE + "InlineKeyboardButton must be an Object"),
        (
            "button_without_text",
            inline({"callback_data": "x"}),
            _INLINE + 'Can\'t find field "text"',
        ),
        (
            "button_with_empty_data",
            inline({"text": "a", "callback_data": ""}),
            _INLINE + "Text buttons are unallowed in the inline keyboard",
        ),
        (
            "button_of_unknown_style",
            inline({"text": "a", "callback_data": "x", "style": "blue"}),
            _INLINE + "invalid button style specified",
        ),
        ("reply_array", text(reply_parameters="[]"), "object expected as reply parameters"),
        (
            "preview_array",
            text(link_preview_options="[]"),
            "object expected as link preview options",
        ),
    ]
    return [(name, "sendMessage", params, answer) for name, params, answer in cases]


def invoices() -> list[Case]:
    """Return what sendInvoice refuses."""
    tips = {"max_tip_amount": 1000}
    cases = [
        (
            "tip_of_letters",
            invoice(max_tip_amount="abc"),
            'can\'t parse "max_tip_amount" as Number',
        ),
        (
            "tip_over_the_largest",
            invoice(suggested_tip_amounts=[100]),
            "suggested tip amount can't be bigger than max_tip_amount",
        ),
        ("prices_object", invoice(prices="{}"), "expected an Array of labeled prices"),
        (
            "price_without_label",
            invoice(prices=[{"amount": 9000}]),
            _PRICE + 'Can\'t find field "label"',
        ),
        (
            "price_with_empty_label",
            invoice(prices=[{"label": "", "amount": 9000}]),
            _PRICE + "LabeledPrice label must be non-empty",
        ),
        ("price_of_number", invoice(prices=[5]), _PRICE + "LabeledPrice must be an Object"),
        (
            "price_too_big",
            invoice(prices=[{"label": "x", "amount": 10_000_000_000_000}]),
            "too big amount of the currency specified",
        ),
        (
            "largest_tip_negative",
            invoice(max_tip_amount=-1),
            "invalid max_tip_amount of the currency specified",
        ),
        (
            "tip_zero",
            invoice(suggested_tip_amounts=[0], **tips),
            "suggested tip amount must be positive",
        ),
        (
            "five_tips",
            invoice(suggested_tip_amounts=[1, 2, 3, 4, 5], **tips),
            "there can be at most 4 suggested tip amounts",
        ),
        (
            "tips_object",
            invoice(suggested_tip_amounts="{}", **tips),
            "expected an Array of suggested tip amounts",
        ),
        (
            "tips_unreadable",
            invoice(suggested_tip_amounts="{nope", **tips),
            "can't parse suggested_tip_amounts JSON object",
        ),
        (
            "tip_array",
            invoice(suggested_tip_amounts=[[1]], **tips),
            "suggested tip amount must be of type Number or String",
        ),
    ]
    return [(name, "sendInvoice", params, answer) for name, params, answer in cases]
