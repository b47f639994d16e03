"""Believable stores and people, for trying the platform without Telegram."""

from pathlib import Path

STORES = Path(__file__).parent / "stores"
OPERATOR = 9001
PEOPLE = Path(__file__).parent / "people.yaml"
