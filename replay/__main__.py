"""`python -m replay audit SKILL`: what `haste audit` does, with nothing loaded but the replay."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from haste.errors import HasteError, UseError
from haste.vocabulary.ids import SkillId
from haste.wiring import closing_log, open_blobs
from replay.audit import audit, require_match
from replay.telling import lines


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns:
        0 where all matches, 1 where it does not, 2 for wrong use.
    """
    arguments = _parser().parse_args(argv)
    home = Path(arguments.home or os.environ.get("HASTE_HOME") or ".haste").expanduser().absolute()
    try:
        with closing_log(arguments.log or f"sqlite:{home / 'log.sqlite'}", read_only=True) as log:
            audited = audit(log, open_blobs(str(home)), SkillId(arguments.skill))
        for line in (msgspec.json.encode(audited).decode(),) if arguments.json else lines(audited):
            print(line)
        require_match(audited)
    except HasteError as error:
        print(f"replay: {error}", file=sys.stderr)
        return 2 if isinstance(error, UseError) else 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m replay", description="Decides again from a log.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    auditing = commands.add_parser("audit", help="decide again how a skill came about, and compare")
    auditing.add_argument("skill", metavar="SKILL", help="its id")
    auditing.add_argument("--home", metavar="DIR", help="where blobs and log are kept; else $HASTE_HOME, else ./.haste")
    auditing.add_argument("--log", metavar="KIND:REST", help="the log; default sqlite:HOME/log.sqlite")
    auditing.add_argument("--json", action="store_true", help="print one JSON document")
    return parser


if __name__ == "__main__":
    sys.exit(main())
