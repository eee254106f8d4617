"""Reads whole logs and decides every decision in them again: the same code must give the same decisions, for ever."""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec

from haste.clock.system import SystemClock
from haste.errors import LogError, ReplayMismatchError, UseError
from haste.events.chain import Broken
from haste.ports import BlobStore, EventLog
from haste.store.blobs import FileBlobs
from haste.store.exporting import imported
from haste.store.memory import MemoryLog
from haste.store.verifying import verify
from haste.vocabulary.ids import Position
from haste.wiring import closing_log
from replay import running
from replay.comparing import Difference, constants
from replay.gate import Gate
from replay.past import PastLog, started_sweeps

_KINDS = (".jsonl", ".sqlite")
_BLOBS = "blobs"


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What deciding one log again gave."""

    match: bool
    events: int  # read, of a chain that holds
    head: str | None  # hash of the last event, hex; None where the log is broken
    sweeps: int
    decided: int  # decisions that were decided again
    skipped: int  # that need words nobody kept beside the log
    differences: tuple[Difference, ...]  # in the order of the log


class CheckedLog(Checked, frozen=True, kw_only=True):
    """The same, with the file that the log lies in."""

    file: str


def checked(log: EventLog, blobs: BlobStore | None) -> Checked:
    """Verify a log, and decide again whatever rules have decided in it.

    Args:
        log: Where the events are. Others may append meanwhile: what comes after the head of now is not read.
        blobs: Where the words are; None where they were not kept, so that what needs them is passed over and counted.

    Raises:
        ReplayMismatchError: A sweep was decided by rules that this code does not have.
    """
    head = verify(log)
    if isinstance(head, Broken):
        broken = Difference(position=Position(head.position), field="log", recorded="an unbroken chain of hashes", replayed=head.reason)
        return Checked(match=False, events=max(0, head.position - 1), head=None, sweeps=0, decided=0, skipped=0, differences=(broken,))
    past = PastLog(log, head)
    starts = started_sweeps(past)
    found: list[Difference] = []
    decided = skipped = 0
    for started in starts:
        found += constants(past, started.sweep)
        for _, differing in running.of_sweep(past, started):
            decided += 1
            found += differing
        for one in Gate(past, blobs, started).decided():
            decided += bool(one.item.recorded) and not one.skipped
            skipped += one.skipped
            found += one.differences
    return Checked(
        match=not found,
        events=head.position,
        head=head.hash.hex(),
        sweeps=len(starts),
        decided=decided,
        skipped=skipped,
        differences=tuple(sorted(found, key=lambda difference: difference.position)),
    )


def logs_in(folder: Path) -> tuple[Path, ...]:
    """The logs that lie in a folder, by name.

    Raises:
        UseError: There are none.
    """
    files = sorted(path for path in folder.iterdir() if path.suffix in _KINDS) if folder.is_dir() else []
    if files:
        return tuple(files)
    raise UseError(
        expected=f"a folder with logs in it: files that end in {' or '.join(_KINDS)}",
        found="none" if folder.is_dir() else "no folder",
        where=str(folder),
        next_step="Write one there: `haste log export FILE.jsonl`.",
    )


def checked_all(files: Iterable[Path]) -> Iterator[CheckedLog]:
    """Each log decided again; one that cannot be read is one that does not match."""
    for file in files:
        try:
            with _opened(file) as log:
                found = checked(log, _blobs_beside(file))
        except (LogError, ReplayMismatchError) as error:
            differing = Difference(position=Position(0), field="log", recorded=error.expected, replayed=f"{error.found} ({error.where})")
            found = Checked(match=False, events=0, head=None, sweeps=0, decided=0, skipped=0, differences=(differing,))
        yield CheckedLog(file=str(file), **msgspec.structs.asdict(found))


def require_all(every: Iterable[CheckedLog]) -> None:
    """Do nothing where every log matches.

    Raises:
        ReplayMismatchError: Some do not; the first difference of the first of them is named.
    """
    wrong = [one for one in every if not one.match]
    if not wrong:
        return
    first = wrong[0].differences[0]
    others = f", and {len(wrong) - 1} more logs" if len(wrong) > 1 else ""
    raise ReplayMismatchError(
        position=first.position,
        expected=f"{first.field} as recorded: {first.recorded}",
        found=first.replayed,
        where=f"{wrong[0].file}{others}",
        next_step="The log, its blobs or the rules of this code are not what they were: a released rule is never edited.",
    )


def lines(found: CheckedLog) -> Iterator[str]:
    """One log in words."""
    if found.match:
        passed = f", {found.skipped} passed over for want of blobs" if found.skipped else ""
        yield f"{found.file}: match; {found.events} events, sweeps: {found.sweeps}, {found.decided} decisions made again{passed}; head {found.head}"
        return
    yield f"{found.file}: MISMATCH"
    for difference in found.differences:
        yield f"  position {difference.position}, {difference.field}: recorded {difference.recorded}, replayed {difference.replayed}"


@contextmanager
def _opened(file: Path) -> Iterator[EventLog]:
    """A log from its file: an SQLite log, or the lines of `haste log export`."""
    if file.suffix == ".sqlite":
        with closing_log(f"sqlite:{file.absolute()}", read_only=True) as log:
            yield log
        return
    taken = MemoryLog(SystemClock())
    with closing(file.open("rb")) as exported:
        imported(exported, taken, where=str(file))
    yield taken


def _blobs_beside(file: Path) -> BlobStore | None:
    """The blobs of a log: `NAME.blobs` beside `NAME.jsonl`, else `blobs`."""
    folders = (file.with_suffix(f".{_BLOBS}"), file.parent / _BLOBS)
    return next((FileBlobs(folder) for folder in folders if folder.is_dir()), None)
