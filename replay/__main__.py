"""`python -m replay COMMAND`: what `haste audit`, `haste replay` and `haste diff` do, with nothing loaded but the replay."""

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec

from haste.errors import HasteError, UseError
from haste.vocabulary.ids import SkillId
from haste.wiring import closing_log, log_spec, open_blobs
from replay import every, telling, telling_states, telling_what_if
from replay.audit import audit, require_match
from replay.diff import compared
from replay.every import checked_all, logs_in, require_all
from replay.parameters import changes
from replay.states import position, state_at
from replay.what_if import of_sweep


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns:
        0 where all matches, 1 where it does not, 2 for wrong use.
    """
    arguments = _parser().parse_args(argv)
    try:
        code: int = arguments.run(arguments)
    except HasteError as error:
        print(f"replay: {error}", file=sys.stderr)
        return 2 if isinstance(error, UseError) else 1
    return code


def _audit(arguments: argparse.Namespace) -> int:
    with closing_log(_log(arguments), read_only=True) as log:
        found = audit(log, open_blobs(str(_home(arguments))), SkillId(arguments.skill))
    _print(arguments, found, telling.lines(found))
    require_match(found)
    return 0


def _at(arguments: argparse.Namespace) -> int:
    wanted = position(arguments.position)
    with closing_log(_log(arguments), read_only=True) as log:
        found = state_at(log, wanted)
    _print(arguments, found, telling_states.lines(found))
    return 0


def _what_if(arguments: argparse.Namespace) -> int:
    wanted = changes(arguments.change)
    with closing_log(_log(arguments), read_only=True) as log:
        found = of_sweep(log, open_blobs(str(_home(arguments))), arguments.sweep, wanted)
    _print(arguments, found, telling_what_if.lines(found))
    return 0


def _all(arguments: argparse.Namespace) -> int:
    found = tuple(checked_all(logs_in(arguments.folder)))
    _print(arguments, found, (line for one in found for line in every.lines(one)))
    require_all(found)
    return 0


def _diff(arguments: argparse.Namespace) -> int:
    with closing_log(arguments.left, read_only=True) as left, closing_log(arguments.right, read_only=True) as right:
        found, said = compared(left, right, names=(log_spec(arguments.left), log_spec(arguments.right)))
    _print(arguments, found, (said,))
    return 0 if found.agree else 1


def _print(arguments: argparse.Namespace, document: object, lines: Iterable[str]) -> None:
    for line in (msgspec.json.encode(document).decode(),) if arguments.json else lines:
        print(line)


def _home(arguments: argparse.Namespace) -> Path:
    return Path(arguments.home or os.environ.get("HASTE_HOME") or ".haste").expanduser().absolute()


def _log(arguments: argparse.Namespace) -> str:
    return str(arguments.log or f"sqlite:{_home(arguments) / 'log.sqlite'}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m replay", description="Decides again from a log.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def add(name: str, told: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=told, description=told)
        command.add_argument("--home", metavar="DIR", help="where blobs and log are kept; else $HASTE_HOME, else ./.haste")
        command.add_argument("--log", metavar="KIND:REST", help="the log; default sqlite:HOME/log.sqlite")
        command.add_argument("--json", action="store_true", help="print one JSON document")
        command.set_defaults(run=run)
        return command

    add("audit", "decide again how a skill came about, and compare", _audit).add_argument("skill", metavar="SKILL", help="its id")
    add("at", "show how everything stood at a position", _at).add_argument("position", metavar="POSITION", help="from 1 to the log's head")
    supposing = add("what-if", "decide a sweep again with other constants", _what_if)
    supposing.add_argument("change", metavar="RULE.PARAM=VALUE", nargs="+", help="for example promotion.proven_competitions=3")
    supposing.add_argument("--sweep", metavar="ID", help="which sweep (default: the newest)")
    told = "decide every log of a folder again; fail where one differs"
    add("all", told, _all).add_argument("folder", metavar="DIR", type=Path, help="with *.jsonl of `haste log export`, or *.sqlite")
    comparing = add("diff", "find the first disagreement of the newest sweeps of two logs", _diff)
    comparing.add_argument("left", metavar="LOG", help="a log's spec, or the path of an SQLite log")
    comparing.add_argument("right", metavar="LOG", help="another one")
    return parser


if __name__ == "__main__":
    sys.exit(main())
