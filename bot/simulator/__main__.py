"""Start the simulator alone: python -m bot.simulator --roster FILE --port N."""

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from bot.simulator import BadRosterError, Simulator, load_roster, serve


async def _run(arguments: argparse.Namespace) -> None:
    simulator = Simulator(
        load_roster(arguments.roster), feed_url=arguments.feed_url, strict=arguments.strict
    )
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    async with serve(simulator, port=arguments.port) as address:
        sys.stdout.write(f"The page is at {address}/ and the Bot API at {address}/bot<token>/\n")
        sys.stdout.flush()
        await stopped.wait()


def main() -> None:
    """Read the arguments and serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m bot.simulator", description=__doc__)
    parser.add_argument("--roster", type=Path, required=True, help="a YAML file of people")
    parser.add_argument("--port", type=int, default=8081, help="0 picks a free one")
    parser.add_argument("--feed-url", help="an event stream for the page to show")
    parser.add_argument("--strict", action="store_true", help="enforce the public server's rules")
    try:
        asyncio.run(_run(parser.parse_args()))
    except BadRosterError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
