"""`haste solve DIR`: compete on your own data."""

import argparse
from pathlib import Path

from haste.cli.driving import driver_of
from haste.cli.options import add_common, add_run, home_of
from haste.cli.starting import started
from haste.cli.sweep import refuse_in_job
from haste.cli.warming import handed_over
from haste.vocabulary.scales import Warmth
from haste.wiring import load


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The folder, what to predict, and what every run takes."""
    parser.add_argument("folder", metavar="DIR", help="a folder with train.csv and test.csv, or one of a competition")
    parser.add_argument("--target", metavar="COLUMN", help="the column to predict (default: the one that only train.csv has)")
    parser.add_argument("--metric", metavar="NAME", help="the metric (default: by the kind of target)")
    add_common(parser, run)
    add_run(parser, warm=Warmth.HOME)


def run(arguments: argparse.Namespace) -> int:
    """Prepare the folder's data below the home, start a sweep of one competition, drive it to its end."""
    refuse_in_job(arguments.folder)
    home, _ = home_of(arguments)
    with driver_of(arguments) as driver:
        prepare = load("haste.competitions.own_data").prepare
        folder = Path(arguments.folder).expanduser().absolute()
        competition = prepare(folder, target=arguments.target, metric=arguments.metric, into=home.competitions)
        event = started(arguments, (competition,))
        return driver.start(event, handed_over(arguments, event))
