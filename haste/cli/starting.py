"""From the options of a command to the event that starts a sweep."""

import argparse
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import structlog

from haste import __version__
from haste.events.event import FORMAT
from haste.events.sweep import SweepStarted
from haste.thresholds import CURRENT
from haste.vocabulary.budget import Budget
from haste.vocabulary.competition import Competition
from haste.vocabulary.ids import SweepId
from haste.vocabulary.scales import Arm, Warmth
from haste.wiring import load, open_clock, open_language_model

_NS = 1_000_000_000


def started(arguments: argparse.Namespace, competitions: Sequence[Competition]) -> SweepStarted:
    """The start of a sweep over these competitions, with everything that its decisions will depend on.

    Raises:
        SpecError: The language model's spec names none.
    """
    open_language_model(arguments.llm)  # a wrong spec is told now, not by an actor
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
    now = open_clock("system:").now()
    return SweepStarted(
        sweep=SweepId(f"{datetime.fromtimestamp(now / _NS, UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"),
        competitions=tuple(competitions),
        arm=Arm(arguments.arm),
        warm=Warmth(arguments.warm_from),
        transfer=arguments.transfer,
        seed=arguments.seed,
        budget=Budget(trials=arguments.budget_trials, minutes=arguments.budget_minutes),
        language_model=arguments.llm,
        sandbox=arguments.sandbox,
        rule=CURRENT.version,
        max_runs=arguments.max_runs,
        log_format=FORMAT,
        haste=__version__,
        now=now,
    )
