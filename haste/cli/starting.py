"""From the options of a command to the event that starts a sweep."""

import argparse
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import structlog

from haste import __version__
from haste.cli.authoring import author_of, budget_of
from haste.cli.warming import warmth
from haste.events.event import FORMAT
from haste.events.sweep import SweepStarted
from haste.thresholds import CURRENT
from haste.vocabulary.competition import Competition
from haste.vocabulary.ids import SweepId
from haste.vocabulary.scales import Arm
from haste.wiring import load, open_clock

_NS = 1_000_000_000


def started(arguments: argparse.Namespace, competitions: Sequence[Competition]) -> SweepStarted:
    """The start of a sweep over these competitions, with everything that its decisions will depend on.

    Raises:
        SpecError: The language model's spec names none.
    """
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
    now = open_clock("system:").now()
    warm, source = warmth(arguments.warm_from)
    return SweepStarted(
        sweep=SweepId(f"{datetime.fromtimestamp(now / _NS, UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"),
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
        max_runs=arguments.max_runs,
        log_format=FORMAT,
        haste=__version__,
        now=now,
    )
