"""Azer Delivery: ``python main.py --help``."""

import gc
import signal

# Until the program listens to them itself, signals end it at once and without a traceback.
signal.signal(signal.SIGINT, signal.SIG_DFL)

# Importing everything takes a second, and a third more while garbage is looked for among it.
gc.disable()

from bot.cli import cli  # noqa: E402

# What was imported stays, and is not looked at again.
gc.freeze()
gc.enable()

if __name__ == "__main__":
    cli()
