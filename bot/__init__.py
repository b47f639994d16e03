"""Everything that makes it run; ``bot.runtime`` puts it together."""

import os

# python-telegram-bot warns about seconds as numbers until one opts in to timedeltas.
os.environ.setdefault("PTB_TIMEDELTA", "1")
