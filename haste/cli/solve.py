"""`haste solve DIR`: compete on your own data."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from haste.cli.driving import driver_of
from haste.cli.kaggle import wish, write_wished
from haste.cli.options import add_common, add_run, home_of
from haste.cli.starting import started
from haste.cli.sweep import refuse_in_job
from haste.cli.warming import handed_over
from haste.errors import CompetitionError
from haste.vocabulary.ids import slug
from haste.vocabulary.scales import SplitKind, Warmth
from haste.wiring import load

if TYPE_CHECKING:  # both bring pandas or pydantic, which --help does not wait for
    from haste.competitions.config import Config
    from haste.competitions.sources import Source


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The data, what to predict, and what every run takes."""
    data = parser.add_mutually_exclusive_group(required=True)
    data.add_argument("folder", nargs="?", metavar="DIR", help="a folder with train.csv and test.csv, one of a competition, or a single table")
    data.add_argument("--train", metavar="FILE", help="the table to learn from, instead of a folder")
    parser.add_argument("--test", metavar="FILE", help="the table to predict (default: the folder's; where there is none, rows are held out)")
    parser.add_argument("--sample", metavar="FILE", help="a sample submission, whose form the submission takes (default: the folder's)")
    add_wishes(parser)
    parser.add_argument("--kaggle", metavar="SLUG", help="also write the solution with Kaggle's paths: /kaggle/input/SLUG and /kaggle/working")
    add_common(parser, run)
    add_run(parser, warm=Warmth.HOME)


def add_wishes(parser: argparse.ArgumentParser) -> None:
    """What a person may say of data; the rest is inferred, and shown."""
    parser.add_argument("--target", metavar="COLUMN", action="append", help="the column to predict; once for each of several")
    parser.add_argument("--id", metavar="COLUMN", help="the column that names the rows")
    parser.add_argument("--metric", metavar="NAME", help="the metric (default: by the kind of target)")
    parser.add_argument(
        "--domain", metavar="NAME", help="tabular, text, image, signal or forecasting: whose specialist owns it (default: by the rows)"
    )
    parser.add_argument(
        "--split", metavar="KIND[:COLUMN]", type=_split, help=f"how new rows differ: {', '.join(SplitKind)}; all but random need a column"
    )


def run(arguments: argparse.Namespace) -> int:
    """Prepare the data below the home, start a sweep of one competition, drive it to its end."""
    for named in (arguments.folder, arguments.train, arguments.test, arguments.sample):
        refuse_in_job(named or "")
    wanted = slug(arguments.kaggle, what="Kaggle data set") if arguments.kaggle else ""
    home, _ = home_of(arguments)
    with driver_of(arguments) as driver:
        source = named_source(arguments)
        competition = load("haste.competitions.own_data").prepare(source, wishes=wishes(arguments), into=home.competitions)
        event = started(arguments, (competition,))
        if wanted:
            wish(home, event.sweep, wanted)
        code = driver.start(event, handed_over(arguments, event))
    write_wished(home, event.sweep, competition)
    return code


def named_source(arguments: argparse.Namespace) -> "Source":
    """Where the files are that the options name.

    Raises:
        CompetitionError: One of them is not there.
    """
    place, *others = (
        Path(named).expanduser().absolute() if named else None for named in (arguments.folder or arguments.train, arguments.test, arguments.sample)
    )
    for path in others:
        if path is not None and not path.is_file():
            raise CompetitionError(expected="a file", found="a folder" if path.is_dir() else "none", where=str(path), next_step="Name a table.")
    found: Source = load("haste.competitions.sources").find(place)
    named = {name: path for name, path in zip(("test", "sample"), others, strict=True) if path}
    return msgspec.structs.replace(found, **named)


def wishes(arguments: argparse.Namespace) -> "Config":
    """What the options say of the data, and no more."""
    named = {
        "target": arguments.target,
        "id_column": arguments.id,
        "metric": arguments.metric,
        "domain": arguments.domain,
        "split": arguments.split,
    }
    said: Config = load("haste.competitions.config").Config.model_validate({key: value for key, value in named.items() if value})
    return said


def _split(text: str) -> dict[str, str] | str:
    """`random`, or a kind with its column, as config.yaml has it."""
    kind, _, column = text.partition(":")
    if kind not in list(SplitKind) or (kind == SplitKind.RANDOM) != (not column):
        raise argparse.ArgumentTypeError(
            f"expected random, or one of {', '.join(list(SplitKind)[1:])} with a column, as in grouped:patient; found {text!r}"
        )
    return {"kind": kind, "column": column} if column else kind
