"""Azer Delivery: ``python main.py --help``."""

import signal

# Until the program listens to them itself, signals end it at once and without a traceback.
signal.signal(signal.SIGINT, signal.SIG_DFL)

from bot.cli import cli  # noqa: E402 - importing everything takes a second

if __name__ == "__main__":
    cli()
