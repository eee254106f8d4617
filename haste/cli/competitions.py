"""`haste competitions`: what there is to compete on - listed, prepared and shown - and what would be inferred of own data."""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import structlog
from rich.table import Table

from haste.cli.introduction import lines
from haste.cli.options import add_common, home_of, print_json
from haste.cli.showing import console
from haste.cli.solve import add_wishes, named_source, wishes
from haste.errors import CompetitionError, TargetError
from haste.wiring import load

if TYPE_CHECKING:  # they bring pandas, which --help does not wait for
    from haste.competitions.catalogue import Entry
    from haste.competitions.introducing import Introduction

_LICENCE_WIDTH = 24  # `show` has all of it


class Preparation(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one competition; fields are added, never renamed."""

    id: str
    prepared: str | None  # the folder
    problem: str | None  # with what to do


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do with competitions."""
    actions = parser.add_subparsers(title="actions", required=True, metavar="ACTION")
    listing = _action(actions.add_parser, "list", "all bundled competitions, and whether their data are there", run_list)
    listing.add_argument("--suite", metavar="NAME", help="those of this suite only")
    preparing = _action(actions.add_parser, "prepare", "prepare bundled competitions without competing", run_prepare)
    preparing.add_argument("names", nargs="*", metavar="ID|SUITE", help="which (default: all that need no further package)")
    showing = _action(actions.add_parser, "show", "one competition, or what would be inferred of own data; nothing runs", run_show)
    showing.add_argument("folder", metavar="ID|DIR|FILE", help="a bundled competition, a folder, or a table")
    showing.add_argument("--test", metavar="FILE", help="as in `haste solve`")
    showing.add_argument("--sample", metavar="FILE", help="as in `haste solve`")
    add_wishes(showing)


def run_list(arguments: argparse.Namespace) -> int:
    """Print the bundled competitions."""
    home, _ = home_of(arguments)
    found: tuple[Entry, ...] = load("haste.competitions.catalogue").entries(home.competitions, suite=arguments.suite)
    if arguments.json:
        print_json(found)
        return 0
    table = Table()
    for name in ("id", "domain", "metric", "rows, to predict", "package", "licence", "suites", "prepared"):
        table.add_column(name, no_wrap=name != "suites", overflow="ellipsis" if name == "licence" else "fold")
    table.columns[5].max_width = _LICENCE_WIDTH
    for entry in found:
        rows = f"{entry.rows}, {entry.test_rows}" if entry.prepared else ""
        state = "yes" if entry.prepared else "missing" if entry.get else "no"
        table.add_row(entry.id, entry.domain, entry.metric, rows, entry.package, entry.licence, ", ".join(entry.suites), state)
    console().print(table)
    missing = sorted({entry.get for entry in found if entry.get})
    sys.stdout.write("".join(f"missing, to get it: {command}\n" for command in missing))
    return 0


def run_prepare(arguments: argparse.Namespace) -> int:
    """Prepare each; what cannot be had stops no other."""
    home, _ = home_of(arguments)
    names = load("haste.competitions.catalogue").ids_of(arguments.names)
    home.make()
    done = []
    for name in names:
        done.append(_prepared(name, home.competitions))
        structlog.get_logger().info("prepared" if done[-1].prepared else "not prepared", competition=name)
    if arguments.json:
        print_json(done)
    else:
        sys.stdout.write("".join(f"{one.id}: {one.prepared or one.problem}\n" for one in done))
    return 1 if any(one.problem for one in done) else 0


def run_show(arguments: argparse.Namespace) -> int:
    """Print what is known of one, without running anything."""
    shown = _of_bundled(arguments) if arguments.folder in load("haste.competitions.bundled").ids() else _of_own(arguments)
    if arguments.json:
        print_json(shown)
    else:
        sys.stdout.write("".join(f"{line}\n" for line in lines(shown)))
    return 0


def _of_bundled(arguments: argparse.Namespace) -> "Introduction":
    if wishes(arguments).model_fields_set or arguments.test or arguments.sample:
        raise TargetError(
            expected="no option that says what own data mean",
            found="one",
            where=f"the bundled competition {arguments.folder!r}",
            next_step="Leave it out: a bundled competition is the same for everybody.",
        )
    home, _ = home_of(arguments)
    shown: Introduction = load("haste.competitions.introducing").of_bundled(arguments.folder, home.competitions)
    return shown


def _of_own(arguments: argparse.Namespace) -> "Introduction":
    """Of a copy that is made like that of `haste solve`, and thrown away; in the home where there is one, since images are linked there."""
    if not Path(arguments.folder).expanduser().exists():
        load("haste.competitions.catalogue").ids_of([arguments.folder])  # refuses it with the nearest names
    home, _ = home_of(arguments)
    source = named_source(arguments)
    with tempfile.TemporaryDirectory(prefix=".shown-", dir=home.folder if home.folder.is_dir() else None) as into:
        competition = load("haste.competitions.own_data").prepare(source, wishes=wishes(arguments), into=Path(into))
        shown: Introduction = load("haste.competitions.introducing").introduced(competition, Path(competition.public))
        return shown if Path(competition.public).is_relative_to(source.where) else msgspec.structs.replace(shown, place=None)


def _prepared(name: str, into: Path) -> Preparation:
    try:
        place = load("haste.competitions.bundled.preparing").prepare(load("haste.competitions.bundled").find(name), into=into)
    except CompetitionError as error:
        return Preparation(id=name, prepared=None, problem=str(error))
    return Preparation(id=name, prepared=str(place), problem=None)


def _action(add: Callable[..., argparse.ArgumentParser], name: str, told: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
    action = add(name, help=told, description=told)
    add_common(action, run)
    return action
