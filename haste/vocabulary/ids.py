"""Names of things, as types: what a function takes says which kind of name it wants."""

import re
from typing import NewType

from haste.errors import SlugError

SweepId = NewType("SweepId", str)
RunId = NewType("RunId", str)
SkillId = NewType("SkillId", str)
CompetitionId = NewType("CompetitionId", str)
StreamName = NewType("StreamName", str)  # sweep-<id>, run-<id>, skill-<id>
BlobId = NewType("BlobId", str)  # SHA-256 of the blob's bytes, 64 hex digits
Version = NewType("Version", int)  # place in its stream, from 1; 0 is the empty stream
Position = NewType("Position", int)  # place in the log, dense from 1; 0 is the empty log
Time = NewType("Time", int)  # nanoseconds since 1970-01-01 UTC
Iteration = NewType("Iteration", int)  # number of a trial in its run, from 1

_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


def slug(text: str, *, what: str) -> str:
    """Check that a name of an open set (domain, technique, metric, competition) is a slug, and return it.

    Args:
        text: The name, for example "target-encoding".
        what: What it names, for the message.

    Raises:
        SlugError: It holds anything but lower-case letters and digits joined by single "-" or "_".

    >>> slug("target-encoding", what="technique")
    'target-encoding'
    """
    if not _SLUG.fullmatch(text):
        raise SlugError(what=what, found=text)
    return text


def run_id(sweep: SweepId, competition: CompetitionId) -> RunId:
    """The run of a competition in a sweep: there is one."""
    return RunId(f"{sweep}.{competition}")


def sweep_stream(sweep: SweepId) -> StreamName:
    """Stream of all facts about one sweep."""
    return StreamName(f"sweep-{sweep}")


def run_stream(run: RunId) -> StreamName:
    """Stream of all facts about one run."""
    return StreamName(f"run-{run}")


def skill_stream(skill: SkillId) -> StreamName:
    """Stream of all facts about one skill."""
    return StreamName(f"skill-{skill}")
