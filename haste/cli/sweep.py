"""`haste sweep TARGET...`: compete on suites, bundled competitions or folders of competitions."""

import argparse
from pathlib import Path

from haste.cli.driving import driver_of
from haste.cli.home import in_ray_job
from haste.cli.options import add_common, add_run, home_of
from haste.cli.starting import started
from haste.cli.warming import handed_over
from haste.errors import TargetError
from haste.vocabulary.scales import Warmth
from haste.wiring import is_playback, load


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Targets, and what every run takes."""
    words = "a suite, a competition's id or folder, or a folder of such folders"
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"{words}; none with --llm playback:LOG: those of LOG")
    add_common(parser, run)
    add_run(parser, warm=Warmth.COLD)


def run(arguments: argparse.Namespace) -> int:
    """Resolve the targets, start a sweep, drive it to its end.

    Raises:
        TargetError: There are none, and nothing is played back that would name them.
    """
    if not arguments.targets and not is_playback(arguments.llm):
        raise TargetError(
            expected="at least one TARGET",
            found="none",
            where="haste sweep",
            next_step="Name a suite, for example tour, a competition's id or folder, or a folder of such folders.",
        )
    for target in arguments.targets:
        refuse_in_job(target)
    home, _ = home_of(arguments)
    with driver_of(arguments) as driver:
        competitions = load("haste.competitions.targets").resolve(arguments.targets, into=home.competitions)
        event = started(arguments, competitions)
        return driver.start(event, handed_over(arguments, event))


def refuse_in_job(target: str) -> None:
    """Refuse a folder that lies below a job's working directory, which Ray removes with the job.

    Raises:
        TargetError: It does.
    """
    if in_ray_job() and not Path(target).expanduser().is_absolute() and Path(target).exists():
        raise TargetError(
            expected="a suite, a competition's id, or an absolute path",
            found=f"{target!r}, relative to the job's working directory",
            where="target of a Ray job",
            next_step="Ray unpacks the working directory for the job and removes it later; put the data on the cluster and name its absolute path.",
        )
