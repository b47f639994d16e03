"""What the bot says about itself."""

from dataclasses import dataclass

from bot.simulator.bot_api.methods.registry import Nothing, method
from bot.simulator.model import ChatRef, Json
from bot.simulator.world import World, find_chat

_DEFAULT_BUTTON: Json = {"type": "commands"}


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
    world.profile.put("name", params.language_code, params.name)
    return True


@method("setMyDescription", SetMyDescription)
def set_my_description(world: World, params: SetMyDescription) -> bool:
    """Set the text of the empty chat in a language."""
    world.profile.put("description", params.language_code, params.description)
    return True


@method("setMyShortDescription", SetMyShortDescription)
def set_my_short_description(world: World, params: SetMyShortDescription) -> bool:
    """Set the text of the profile page in a language."""
    world.profile.put("short_description", params.language_code, params.short_description)
    return True


@method("getMyName", Language)
def get_my_name(world: World, params: Language) -> Json:
    """Return the bot's name in a language."""
    return {"name": world.profile.value("name", params.language_code)}


@method("getMyDescription", Language)
def get_my_description(world: World, params: Language) -> Json:
    """Return the text of the empty chat in a language."""
    return {"description": world.profile.value("description", params.language_code)}


@method("getMyShortDescription", Language)
def get_my_short_description(world: World, params: Language) -> Json:
    """Return the text of the profile page in a language."""
    return {"short_description": world.profile.value("short_description", params.language_code)}


@dataclass(frozen=True, slots=True)
class MenuButton:
    """Parameters of setChatMenuButton and getChatMenuButton."""

    chat_id: ChatRef | None = None
    menu_button: Json | None = None


@method("setChatMenuButton", MenuButton)
def set_chat_menu_button(world: World, params: MenuButton) -> bool:
    """Set the button beside the input field, for one chat or for all."""
    button = params.menu_button or {"type": "default"}
    if params.chat_id is None:
        world.menu_button = button
    else:
        find_chat(world, params.chat_id).menu_button = button
    return True


@method("getChatMenuButton", MenuButton)
def get_chat_menu_button(world: World, params: MenuButton) -> Json:
    """Return the button beside the input field."""
    own = find_chat(world, params.chat_id).menu_button if params.chat_id is not None else None
    for button in (own, world.menu_button):
        if button is not None and button["type"] != "default":
            return button
    return _DEFAULT_BUTTON
