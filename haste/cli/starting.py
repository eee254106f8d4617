"""From the options of a command to the event that starts a sweep."""

import argparse
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import structlog

from haste import __version__
from haste.cli.authoring import author_of, budget_of
from haste.cli.playing import replayed
from haste.cli.warming import warmth
from haste.errors import UseError
from haste.events.event import FORMAT
from haste.events.sweep import SweepStarted
from haste.thresholds import CURRENT, written
from haste.vocabulary.competition import Competition
from haste.vocabulary.ids import SweepId, Time
from haste.vocabulary.scales import Arm
from haste.wiring import is_playback, load, open_clock

_NS = 1_000_000_000


def started(arguments: argparse.Namespace, competitions: Sequence[Competition]) -> SweepStarted:
    """The start of a sweep over these competitions, with everything that its decisions will depend on.

    Raises:
        SpecError: The language model's spec names none.
        UseError: What is played back was asked for otherwise than it was recorded.
    """
    if is_playback(arguments.llm):
        now = open_clock("system:").now()
        return replayed(arguments, competitions, sweep=_new_id(now), now=now)
    _refuse_without_playback(arguments)
    author = author_of(arguments)
    for competition in competitions:
        structlog.get_logger().info(
            "competition",
            id=competition.id,
            domain=competition.domain,
            target=", ".join(competition.target),
            metric=f"{competition.metric.name}, {competition.metric.direction}",
            id_column=competition.id_column,
        )
        for line in load("haste.competitions.folder").inferred(Path(competition.public)):
            structlog.get_logger().info(line, competition=competition.id)
    budget = budget_of(arguments, competitions)
    now = open_clock("system:").now()  # after all questions: the budget's minutes begin
    warm, source = warmth(arguments.warm_from)
    return SweepStarted(
        sweep=_new_id(now),
        competitions=tuple(competitions),
        arm=Arm(arguments.arm),
        warm=warm,
        warm_from=source,
        transfer=arguments.transfer,
        policy=arguments.policy,
        rounds_max=arguments.rounds,
        seed=arguments.seed,
        budget=budget,
        language_model=author,
        batch=arguments.batch,
        share_rows=arguments.share_rows,
        sandbox=arguments.sandbox,
        rule=CURRENT.version,
        constants=written(CURRENT),
        max_runs=arguments.max_runs,
        log_format=FORMAT,
        haste=__version__,
        now=now,
    )


def _new_id(now: Time) -> SweepId:
    return SweepId(f"{datetime.fromtimestamp(now / _NS, UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(2)}")


def _refuse_without_playback(arguments: argparse.Namespace) -> None:
    for name in ("of", "rerun_executions"):
        if getattr(arguments, name):
            raise UseError(
                expected="--llm playback:LOG beside it",
                found=f"--llm {arguments.llm}",
                where=f"--{name.replace('_', '-')}",
                next_step="Name the log that holds the recorded sweep, or leave the option out.",
            )
