"""What all groups of settings share."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

Seconds = Annotated[int, Field(ge=1, le=86_400)]


class Group(BaseSettings):
    """Settings that belong together, from the environment and ``.env``."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore")
