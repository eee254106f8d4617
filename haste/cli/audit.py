"""`haste audit SKILL`: decide again how a skill came about, compare with what is recorded, and print the chain of causes."""

import argparse
import sys

from haste.cli.looking import looked_at
from haste.cli.options import add_common, home_of, print_json
from haste.vocabulary.ids import SkillId
from haste.wiring import open_blobs
from replay.audit import audit, require_match
from replay.telling import lines


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which skill."""
    parser.add_argument("skill", metavar="SKILL", help="its id")
    add_common(parser, run)


def run(arguments: argparse.Namespace) -> int:
    """Print what deciding again gave.

    Raises:
        ReplayMismatchError: It is not what the log holds.
    """
    home, _ = home_of(arguments)
    with looked_at(arguments) as log:
        audited = audit(log, open_blobs(str(home.folder)), SkillId(arguments.skill))
    if arguments.json:
        print_json(audited)
    else:
        sys.stdout.write("".join(f"{line}\n" for line in lines(audited)))
    require_match(audited)
    return 0
