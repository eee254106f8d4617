"""`haste ablate TARGET...`: the same competitions in several arms, each run without what its own competition has taught."""

import argparse
from collections.abc import Sequence

import msgspec
import structlog

from haste.cli.driving import Driver, driver_of
from haste.cli.options import INTERRUPTED, add_common, add_run, home_of, not_negative, positive, print_json
from haste.cli.showing import console, started_sweeps
from haste.cli.starting import started
from haste.cli.sweep import refuse_in_job
from haste.cli.warming import handed_over
from haste.errors import UseError
from haste.events.sweep import SweepStarted
from haste.report.ablation import Course, compared, courses
from haste.report.ablation_table import AblationDocument, ablation_table
from haste.seeds import derive
from haste.vocabulary.competition import Competition
from haste.vocabulary.ids import SweepId
from haste.vocabulary.scales import Arm, Warmth
from haste.wiring import closing_log, is_playback, load

_ARMS = (Arm.TIERED, Arm.MATCHED, Arm.RANKED)
_SOURCE = "source.sqlite"  # in the home: the log of the cold sweeps that arms learn from; what was executed for one is there for all


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """One sweep of an ablation."""

    arm: Arm
    seed: int


class Ran(msgspec.Struct, frozen=True, kw_only=True):
    """Where it stands."""

    log: str
    sweep: SweepId


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Targets, arms, seeds, and what every run takes."""
    parser.add_argument("targets", nargs="+", metavar="TARGET", help="a suite, a competition's id or folder, or a folder of such folders")
    words = f"arms to compare with {Arm.NONE} (default: {','.join(_ARMS)})"
    parser.add_argument("--arms", type=_arms, default=(Arm.NONE, *_ARMS), metavar="ARM,ARM", help=words)
    parser.add_argument("--seeds", type=positive, default=5, metavar="N", help="seeds of each arm, from --seed on (default: 5)")
    words = f"cold sweeps to learn from first (default: 2); 0: those of the arm {Arm.NONE}; --warm-from LOG takes what that log has learned instead"
    parser.add_argument("--source-seeds", type=not_negative, default=2, metavar="N", help=words)
    add_common(parser, run)
    add_run(parser, warm=Warmth.COLD)


def run(arguments: argparse.Namespace) -> int:
    """Learn from cold sweeps, run each arm for each seed, and compare. What the home holds already is not run again."""
    if arguments.warm_from == Warmth.HOME:
        raise UseError(
            expected="cold, or a log",
            found="--warm-from home",
            where="haste ablate",
            next_step="An arm that remembers the arms before it could not be compared with them.",
        )
    if is_playback(arguments.llm):
        raise UseError(
            expected="an author that can be asked",
            found=f"--llm {arguments.llm}",
            where="haste ablate",
            next_step="A recording holds one arm and one seed: play single sweeps back with `haste sweep`.",
        )
    for target in arguments.targets:
        refuse_in_job(target)
    home, _ = home_of(arguments)
    competitions = load("haste.competitions.targets").resolve(arguments.targets, into=home.competitions)
    cells = [Cell(arm=arm, seed=arguments.seed + number) for number in range(arguments.seeds) for arm in arguments.arms]
    cold = [] if arguments.warm_from != Warmth.COLD else _sources(arguments) or [cell for cell in cells if cell.arm is Arm.NONE]
    _tell_budget(arguments, len({*cold, *cells}))
    source = _with(arguments, log=f"sqlite:{home.folder / _SOURCE}")
    learned = _sweeps(source, competitions, cold)
    if learned is None:
        return INTERRUPTED
    warm = _with(arguments, warm_from=source.log) if cold else arguments
    judged = _sweeps(warm, competitions, [cell for cell in cells if cell not in learned])
    if judged is None:
        return INTERRUPTED
    _show(warm, [(learned | judged)[cell] for cell in cells])
    return 0


def _tell_budget(arguments: argparse.Namespace, sweeps: int) -> None:
    """Say what all sweeps together may spend: each has the budget for itself, so that more seeds later change nothing of those that were run."""
    if arguments.budget_usd is not None or arguments.budget_tokens is not None:
        usd, tokens = (None if each is None else each * sweeps for each in (arguments.budget_usd, arguments.budget_tokens))
        structlog.get_logger().info("the budget is each sweep's own", sweeps=sweeps, usd_in_all=usd, tokens_in_all=tokens)


def _sources(arguments: argparse.Namespace) -> list[Cell]:
    """Cold sweeps under chance of their own; none where the arm without memory is what the others learn from."""
    return [Cell(arm=Arm.NONE, seed=derive(arguments.seed, "", number, "source")) for number in range(arguments.source_seeds)]


def _sweeps(arguments: argparse.Namespace, competitions: Sequence[Competition], cells: Sequence[Cell]) -> dict[Cell, Ran] | None:
    """Bring a sweep of each cell to its end, all competitions in one round.

    Returns:
        The sweeps by cell; None where a person stopped it first.
    """
    _, log = home_of(arguments)
    sweeps: dict[Cell, Ran] = {}
    if not cells:
        return sweeps
    with driver_of(arguments) as driver:
        for number, cell in enumerate(cells, 1):
            structlog.get_logger().info("ablation", sweep=f"{number} of {len(cells)}", arm=cell.arm, seed=cell.seed)
            asked = _with(arguments, arm=cell.arm, seed=cell.seed, rounds=1)
            sweep, interrupted = _driven(driver, asked, started(asked, competitions))
            if interrupted:
                structlog.get_logger().warning("interrupted", next_step="the same command goes on from here")
                return None
            sweeps[cell] = Ran(log=log, sweep=sweep)
    return sweeps


def _driven(driver: Driver, arguments: argparse.Namespace, event: SweepStarted) -> tuple[SweepId, bool]:
    before = next((other for other in started_sweeps(driver.log) if _same(other, event)), None)
    if before is not None:
        return before.sweep, driver.take_over(before.sweep)
    return event.sweep, driver.run(event, handed_over(arguments, event))


def _same(one: SweepStarted, other: SweepStarted) -> bool:
    """Whether two sweeps ask for the same, whenever that was and however many runs lived at once."""
    return msgspec.structs.replace(one, sweep=other.sweep, now=other.now, haste=other.haste, max_runs=other.max_runs) == other


def _show(arguments: argparse.Namespace, sweeps: Sequence[Ran]) -> None:
    _, log_spec = home_of(arguments)
    found: list[Course] = []
    for ran in sweeps:
        with closing_log(ran.log, read_only=True) as log:
            found += courses(log, ran.sweep)
    document = AblationDocument(
        log=log_spec,
        warm_from=arguments.warm_from,
        budget_trials=arguments.budget_trials,
        author=arguments.llm,
        sweeps=tuple(ran.sweep for ran in sweeps),
        arms=compared(found, budget=arguments.budget_trials),
        runs=tuple(found),
    )
    if arguments.json:
        print_json(document)
    else:
        console().print(ablation_table(document))


def _with(arguments: argparse.Namespace, **changes: object) -> argparse.Namespace:
    return argparse.Namespace(**{**vars(arguments), **changes})


def _arms(text: str) -> tuple[Arm, ...]:
    try:
        named = tuple(Arm(word) for word in text.split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"expected arms out of {', '.join(Arm)}, joined by commas, found {text!r}") from error
    return tuple(dict.fromkeys((Arm.NONE, *named)))
