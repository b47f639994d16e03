"""Settings of the payment provider."""

from __future__ import annotations

from pydantic import Field, SecretStr, field_validator, model_validator

from bot.settings.group import Group, WebAddress, plain


class PaymentSettings(Group):
    """Who takes the customers' money, and how to give it back."""

    provider_token: SecretStr = SecretStr("")
    provider_name: str = Field("manual", pattern="^[a-z0-9_]{1,40}$")
    stripe_key: SecretStr = SecretStr("")
    stripe_url: WebAddress = "https://api.stripe.com"

    @field_validator("provider_token", "stripe_key")
    @classmethod
    def _is_plain(cls, value: SecretStr) -> SecretStr:
        return SecretStr(plain(value.get_secret_value().strip()))

    @model_validator(mode="after")
    def _stripe_is_used(self) -> PaymentSettings:
        if self.stripe_key.get_secret_value() and self.provider_name == "manual":
            raise ValueError("PROVIDER_NAME: must be stripe, for STRIPE_KEY to be of use")
        return self

    @property
    def takes_cards(self) -> bool:
        """Whether Telegram can be asked to take money."""
        return bool(self.provider_token.get_secret_value())
