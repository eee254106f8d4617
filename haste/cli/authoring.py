"""Who writes the code, and what it may cost: the options, what is said before anything is sent, and the person's word that it may be spent."""

import argparse
import math
import os
import sys
from collections.abc import Sequence
from functools import partial

import structlog

from haste.cli.given import Stored
from haste.errors import UseError
from haste.vocabulary.budget import Budget
from haste.vocabulary.competition import Competition
from haste.vocabulary.scales import Role
from haste.wiring import load, open_language_model

_SERVED = "claude"
_KEYS = ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN")


def add_author(parser: argparse.ArgumentParser) -> None:
    """The options."""
    served = "claude:MODEL, which needs a key and --budget-usd; playback:LOG says again what a sweep of that log was told"
    roles = f"--llm-ROLE names another author for one role: {', '.join(Role)}"
    parser.add_argument("--llm", metavar="KIND:REST", default="offline", help=f"who writes the code: offline (default) or {served}; {roles}")
    parser.add_argument("--of", metavar="SWEEP", help="with --llm playback:LOG, which sweep of LOG (default: the newest)")
    words = "with --llm playback:LOG, run the executions again, and stop where one ends otherwise than recorded"
    parser.add_argument("--rerun-executions", action="store_true", help=words)
    add = partial(parser.add_argument, action=Stored)
    for role in Role:
        add(f"--llm-{role}", metavar="KIND:REST", help=argparse.SUPPRESS)
    add("--budget-usd", type=_money, metavar="USD", help="hard limit for all calls of served language models")
    add("--budget-tokens", type=_tokens, metavar="N", help="the same in tokens, sent and received")
    add("--batch", nargs=0, const=True, default=False, help="ask for the words of skills in batches: half the price, within the hour or a day")
    add("--share-rows", type=_tokens, default=0, metavar="N", help="show the first N rows of train.csv to the author (default: none)")


def author_of(arguments: argparse.Namespace) -> str:
    """The spec of all authors: `KIND:REST`, and `;ROLE=KIND:REST` for each role with one of its own.

    Raises:
        SpecError: One of them names none.
    """
    others = {role: getattr(arguments, f"llm_{role}") for role in Role}
    spec = ";".join([arguments.llm, *(f"{role}={other}" for role, other in others.items() if other and other != arguments.llm)])
    open_language_model(spec)  # a wrong spec is told now, not by an actor
    return spec


def budget_of(arguments: argparse.Namespace, competitions: Sequence[Competition]) -> Budget:
    """What the sweep may spend. Says what a served author will cost and be sent, and asks where no limit was named.

    Raises:
        UseError: A served author, no limit, and nobody to ask.
    """
    specs = {spec for spec in (arguments.llm, *(getattr(arguments, f"llm_{role}") for role in Role)) if spec and _kind(spec) == _SERVED}
    usd = arguments.budget_usd
    if specs:
        high_usd = sum(_told(spec, arguments, len(competitions)) for spec in sorted(specs))
        usd = _confirmed(high_usd) if usd is None else usd
    elif any(name in os.environ for name in _KEYS):
        structlog.get_logger().info("a key for Claude is set; `--llm claude: --budget-usd 5` lets Claude write the code")
    return Budget(trials=arguments.budget_trials, minutes=arguments.budget_minutes, usd=usd, tokens=arguments.budget_tokens)


def _told(spec: str, arguments: argparse.Namespace, competitions: int) -> float:
    """Say what goes out and what it is likely to cost.

    Returns:
        The high end, USD.
    """
    model = load("haste.llm.claude").named_model(spec.partition(":")[2])
    found = load("haste.llm.claude_estimate").estimate(model, competitions=competitions, trials=arguments.budget_trials)
    rows = f"and the first {arguments.share_rows} rows of train.csv" if arguments.share_rows else "but no rows"
    log = structlog.get_logger()
    log.info("what leaves this machine", to=spec, sent=f"names, kinds and statistics of columns, the description, code, scores and errors, {rows}")
    log.info(
        "estimate",
        model=model.id,
        calls=found.calls,
        usd=f"{found.low_usd:.2f} to {found.high_usd:.2f}",
        limit="none" if arguments.budget_usd is None else f"{arguments.budget_usd:.2f}",
        prices=load("haste.llm.prices").price_list().date,
    )
    return float(found.high_usd)


def _confirmed(high_usd: float) -> float:
    """The limit that a person at a terminal agrees to.

    Raises:
        UseError: Nobody is there, or the answer is no.
    """
    limit = math.ceil(high_usd * 100) / 100
    asks = _at_a_terminal()
    if asks:
        sys.stderr.write(f"Spend up to {limit:.2f} USD? [y/N] ")
        sys.stderr.flush()
    if asks and sys.stdin.readline().strip().lower() in ("y", "yes"):
        return limit
    raise UseError(
        expected="a limit for what may be spent",
        found="none",
        where="--llm claude:",
        next_step=f"Add --budget-usd {limit:.2f}, or less: when it is spent, runs submit what they have.",
    )


def _at_a_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _kind(spec: str) -> str:
    return spec.partition(":")[0]


def _money(text: str) -> float:
    number = float(text)
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"expected USD above 0, found {text}")
    return number


def _tokens(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1, found {text}")
    return number
