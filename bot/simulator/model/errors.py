"""What the simulator refuses, and how it says so."""

from typing import Any


class BotApiError(Exception):
    """A Bot API call that is refused."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def payload(self) -> dict[str, Any]:
        """Return the envelope the Bot API sends."""
        body: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.parameters:
            body["parameters"] = self.parameters
        return body


class FieldError(BotApiError):
    """A part of a JSON object that cannot be read; the text is TDLib's, for others to quote."""

    def __init__(self, text: str) -> None:
        super().__init__(400, f"Bad Request: {_begun_small(text)}")
        self.text = text


class SimError(Exception):
    """Something a person cannot do; the text is one plain sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


def bad_request(text: str, **parameters: int) -> BotApiError:
    """Build the error of a call that makes no sense."""
    return BotApiError(400, f"Bad Request: {_begun_small(text)}", **parameters)


def left_out(what: str) -> BotApiError:
    """Build the error of something that the simulator knows of and does not do."""
    return bad_request(f"{what} not implemented by the simulator")


def _begun_small(text: str) -> str:
    """Begin a sentence after its prefix as the server does: codes and names stay as they are."""
    is_word = text[1:2] == "'" or "a" <= text[1:2] <= "z"
    return f"{text[0].lower()}{text[1:]}" if is_word else text


def forbidden(text: str) -> BotApiError:
    """Build the error of a call the other side does not allow."""
    return BotApiError(403, f"Forbidden: {text}")


def unauthorized() -> BotApiError:
    """Build the error of a token that Telegram does not know, or knows no more."""
    return BotApiError(401, "Unauthorized")


def conflict(text: str) -> BotApiError:
    """Build the error of two ways to receive updates at once."""
    return BotApiError(409, f"Conflict: {text}")


def too_many_requests(seconds: int) -> BotApiError:
    """Build the error of a bot that has to slow down."""
    return BotApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
