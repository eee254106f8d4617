"""`python -m benchmarks.edits --home HOME`: tokens of every refinement of a home's log, as edits against its parent and as a whole file.

The edits are the smallest that `haste.prompts.edits` can apply: whole lines that differ, with as many lines around them as make them unique.
An author may well need more. Tokens are those of JSON, which escapes line ends, by the estimate of `haste.briefs.tokens`.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from statistics import median, quantiles
from typing import TypeAlias

import msgspec

from haste.briefs.tokens import estimated_tokens
from haste.errors import ReplyError
from haste.events.codec import typed
from haste.events.run import ProposalMade, StepChosen
from haste.ports import BlobStore, EventLog
from haste.prompts.edits import applied, occurrences
from haste.prompts.forms import EditForm
from haste.vocabulary.ids import Iteration, Position, RunId
from haste.vocabulary.scales import Operator
from haste.wiring import closing_log, open_blobs

Block: TypeAlias = tuple[int, int, int, int]  # lines of the parent from, to; lines of the child from, to

_PAGE = 2000
_QUARTERED_MIN = 2  # refinements that have quartiles


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.edits", description=__doc__)
    parser.add_argument("--home", type=Path, default=Path(".haste"), help="whose log and blobs are read (default: .haste)")
    home = parser.parse_args().home.absolute()
    with closing_log(f"sqlite:{home / 'log.sqlite'}", read_only=True) as log:
        pairs = list(refined(log, open_blobs(str(home))))
    sys.stdout.write(page(pairs))


def page(pairs: Sequence[tuple[str, str]]) -> str:
    """Tokens of both ways to say these changes, from parents to children."""
    if len(pairs) < _QUARTERED_MIN:
        return f"{len(pairs)} refinements, too few to tell anything of: run a sweep in this home first\n"
    whole = [tokens({"code": child}) for _, child in pairs]
    short = [tokens({"edits": [edit.model_dump() for edit in smallest(parent, child)]}) for parent, child in pairs]
    lines = [f"{len(pairs)} refinements; tokens of the change, median [quartiles]"]
    for name, counts in (("whole file", whole), ("edits", short)):
        low, _, high = quantiles(counts, n=4)
        lines.append(f"  {name:10s} {median(counts):6.0f} [{low:.0f}, {high:.0f}], {sum(counts)} in all")
    shares = [part / file for part, file in zip(short, whole, strict=True)]
    lines.append(f"  edits / whole file, median {median(shares):.2f}; larger than the file in {sum(share > 1 for share in shares)} of {len(shares)}")
    return "\n".join([*lines, ""])


def refined(log: EventLog, blobs: BlobStore) -> Iterator[tuple[str, str]]:
    """Parent and child of every refinement."""
    parents: dict[tuple[RunId, Iteration], Iteration | None] = {}
    codes: dict[tuple[RunId, Iteration], str] = {}
    after = Position(0)
    while page := typed(log.tail(after=after, limit=_PAGE)):
        after = page[-1].position
        for event in (recorded.event for recorded in page):
            if isinstance(event, StepChosen) and event.step.operator is not Operator.DRAFT:
                parents[event.run, event.iteration] = event.step.parent
            if isinstance(event, ProposalMade):
                codes[event.run, event.iteration] = blobs.get(event.proposal.solution.code).decode()
    for (run, iteration), parent in parents.items():
        if parent is not None and (run, iteration) in codes:
            yield codes[run, parent], codes[run, iteration]


def smallest(parent: str, child: str) -> list[EditForm]:
    """Edits that make the child of its parent: one from the first change to the last where several would get in each other's way."""
    before, after = parent.splitlines(keepends=True), child.splitlines(keepends=True)
    changed = [block[1:] for block in SequenceMatcher(None, before, after, autojunk=False).get_opcodes() if block[0] != "equal"]
    if not changed:
        return []
    whole = [(changed[0][0], changed[-1][1], changed[0][2], changed[-1][3])]
    try:
        edits = _edits(before, after, _apart(changed, before, parent), parent)
        if applied(parent, edits) == child:
            return edits
    except ReplyError:  # what one edit puts in, another one looks for
        pass
    return _edits(before, after, whole, parent)


def _apart(changed: list[Block], before: list[str], parent: str) -> list[Block]:
    """Blocks joined until the pieces that make them unique do not touch."""
    while True:
        grown = [unique(before, start, end, parent) for start, end, _, _ in changed]
        joined = _joined(changed, grown)
        if joined == changed:
            return changed
        changed = joined


def _edits(before: list[str], after: list[str], changed: list[Block], parent: str) -> list[EditForm]:
    """An edit for each block, from the end, so that no edit moves what another one looks for."""
    edits = []
    for start, end, first, last in reversed(changed):
        low, high = unique(before, start, end, parent)
        replace = "".join([*before[low:start], *after[first:last], *before[end:high]])
        edits.append(EditForm(search="".join(before[low:high]), replace=replace))
    return edits


def unique(lines: list[str], start: int, end: int, text: str) -> tuple[int, int]:
    """Lines around a block, as few as make it a piece that occurs once."""
    low, high = start, end
    while low == high or occurrences(text, "".join(lines[low:high])) > 1:
        low, high = max(0, low - 1), min(len(lines), high + 1)
    return low, high


def _joined(changed: list[Block], grown: list[tuple[int, int]]) -> list[Block]:
    """Blocks whose pieces touch each other become one."""
    found = [changed[0]]
    for block, (low, _), (_, high) in zip(changed[1:], grown[1:], grown, strict=False):
        if low < high:
            found[-1] = (found[-1][0], block[1], found[-1][2], block[3])
        else:
            found.append(block)
    return found


def tokens(value: object) -> int:
    """Estimated tokens of a value as JSON."""
    return estimated_tokens(msgspec.json.encode(value))


if __name__ == "__main__":
    main()
