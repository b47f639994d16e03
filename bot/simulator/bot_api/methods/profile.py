"""What the bot says about itself."""

from dataclasses import dataclass

from bot.simulator.bot_api.methods.registry import Nothing, method
from bot.simulator.model import (
    Chat,
    ChatRef,
    FieldError,
    Json,
    bad_request,
    checked_language,
    clean,
    parsed,
    required_structure,
    required_text,
    web_app_url,
)
from bot.simulator.world import World

_DEFAULT: Json = {"type": "default"}
_COMMANDS: Json = {"type": "commands"}


@method("getMe", Nothing)
def get_me(world: World, _params: Nothing) -> Json:
    """Return the bot's own account."""
    return world.bot | {
        "can_join_groups": True,
        "can_read_all_group_messages": world.roster.bot.can_read_all_group_messages,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


@dataclass(frozen=True, slots=True)
class Language:
    """Parameters of the getters."""

    language_code: str = ""


@dataclass(frozen=True, slots=True)
class SetMyName:
    """Parameters of setMyName."""

    name: str = ""
    language_code: str = ""


@dataclass(frozen=True, slots=True)
class SetMyDescription:
    """Parameters of setMyDescription."""

    description: str = ""
    language_code: str = ""


@dataclass(frozen=True, slots=True)
class SetMyShortDescription:
    """Parameters of setMyShortDescription."""

    short_description: str = ""
    language_code: str = ""


@method("setMyName", SetMyName)
def set_my_name(world: World, params: SetMyName) -> bool:
    """Set the bot's name in a language."""
    world.profile.put("name", checked_language(params.language_code), params.name)
    return True


@method("setMyDescription", SetMyDescription)
def set_my_description(world: World, params: SetMyDescription) -> bool:
    """Set the text of the empty chat in a language."""
    world.profile.put("description", checked_language(params.language_code), params.description)
    return True


@method("setMyShortDescription", SetMyShortDescription)
def set_my_short_description(world: World, params: SetMyShortDescription) -> bool:
    """Set the text of the profile page in a language."""
    world.profile.put(
        "short_description", checked_language(params.language_code), params.short_description
    )
    return True


@method("getMyName", Language)
def get_my_name(world: World, params: Language) -> Json:
    """Return the bot's name in a language."""
    return {"name": world.profile.value("name", checked_language(params.language_code))}


@method("getMyDescription", Language)
def get_my_description(world: World, params: Language) -> Json:
    """Return the text of the empty chat in a language."""
    return {
        "description": world.profile.value("description", checked_language(params.language_code))
    }


@method("getMyShortDescription", Language)
def get_my_short_description(world: World, params: Language) -> Json:
    """Return the text of the profile page in a language."""
    return {
        "short_description": world.profile.value(
            "short_description", checked_language(params.language_code)
        )
    }


@dataclass(frozen=True, slots=True)
class WhoseMenuButton:
    """Parameters of getChatMenuButton."""

    chat_id: ChatRef | None = None


@dataclass(frozen=True, slots=True)
class MenuButton:
    """Parameters of setChatMenuButton."""

    chat_id: ChatRef | None = None
    menu_button: Json | None = None


@method("setChatMenuButton", MenuButton)
def set_chat_menu_button(world: World, params: MenuButton) -> bool:
    """Set the button beside the input field, for one person or for all."""
    button = _DEFAULT
    if params.menu_button is not None:
        button = parsed("menu button", _menu_button, params.menu_button)
    chat = _private_chat(world, params.chat_id)
    if button["type"] == "web_app":
        button = _checked(button)
    if chat is None:
        world.menu_button = button
    else:
        chat.menu_button = button
    return True


@method("getChatMenuButton", WhoseMenuButton)
def get_chat_menu_button(world: World, params: WhoseMenuButton) -> Json:
    """Return the button beside the input field."""
    chat = _private_chat(world, params.chat_id)
    own = chat.menu_button if chat is not None else None
    for button in (own, world.menu_button):
        if button is not None and button["type"] != "default":
            return button
    return _COMMANDS


def _private_chat(world: World, ref: ChatRef | None) -> Chat | None:
    if ref is None:
        return None
    if not isinstance(ref, int) or ref <= 0:
        raise bad_request("invalid chat_id specified")
    if ref not in world.people:
        raise bad_request("user not found")
    return world.chats[ref]


def _menu_button(source: Json) -> Json:
    kind = required_text(source, "type")
    if kind in {"default", "commands"}:
        return {"type": kind}
    if kind != "web_app":
        raise FieldError("MenuButton has unsupported type")
    text = required_text(source, "text")
    url = required_text(required_structure(source, "web_app", dict), "url")
    return {"type": kind, "text": text, "web_app": {"url": url}}


def _checked(button: Json) -> Json:
    text = clean(button["text"])
    if not text:
        raise bad_request("menu button text can't be empty")
    url = web_app_url(button["web_app"]["url"], "Menu button")
    return {**button, "text": text, "web_app": {"url": url}}
