"""Writes the golden history: the log of a small real sweep with the blobs that replay reads, and one that is wrong on purpose.

One command does all of it, in a few minutes: `python tests/golden/make_history.py`. It writes into a log what this very code decides, so
that a later version that decides otherwise is found by `haste replay --all`. A history that is there stays as it is: a new version of the
rules gets one of its own, under another NAME.
"""

import random
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER.parents[1]))

import msgspec  # noqa: E402 - the path has to be set before

from haste.events import codec  # noqa: E402 - the same
from haste.events.chain import GENESIS, Head, link  # noqa: E402 - the same
from haste.events.event import Event, Recorded, Stored  # noqa: E402 - the same
from haste.events.rows import envelope  # noqa: E402 - the same
from haste.events.run import ProposalAccepted, ProposalRejected  # noqa: E402 - the same
from haste.ports import BlobStore, EventLog  # noqa: E402 - the same
from haste.projections.memory import MemoryFollower  # noqa: E402 - the same
from haste.store.blobs import FileBlobs  # noqa: E402 - the same
from haste.store.exporting import exported  # noqa: E402 - the same
from haste.store.memory import MemoryLog  # noqa: E402 - the same
from haste.vocabulary.ids import BlobId, Position, Time  # noqa: E402 - the same
from haste.vocabulary.scales import Reason  # noqa: E402 - the same
from haste.wiring import closing_log, open_blobs  # noqa: E402 - the same
from replay.audit import audit  # noqa: E402 - the same
from replay.every import checked  # noqa: E402 - the same

NAME = "orchard"
RIGHT = FOLDER / "logs" / f"{NAME}.jsonl"
BLOBS = FOLDER / "logs" / f"{NAME}.blobs"
WRONG = FOLDER / "wrong" / f"{NAME}.jsonl"
ROWS, TEST_ROWS, SORTS, SHARE_MISSING = 2500, 100, 12, 0.3
TRIALS, SEED = "12", "1"
COMPETITIONS = ("apple-ripeness", "pear-ripeness")


class ReadBlobs:
    """The blobs of a home; keeps a copy of each that is read."""

    def __init__(self, blobs: BlobStore, copies: BlobStore) -> None:
        """Name both."""
        self._blobs = blobs
        self._copies = copies

    def put(self, data: bytes) -> BlobId:
        """Nobody stores anything while a log is replayed."""
        raise NotImplementedError

    def get(self, blob: BlobId) -> bytes:
        """The bytes, which are kept."""
        data = self._blobs.get(blob)
        self._copies.put(data)
        return data


def main() -> None:
    """Run the sweep, and write both logs."""
    if RIGHT.exists():
        sys.exit(f"expected no history {RIGHT}, found one. It is frozen: give the new one another NAME in this file.")
    with tempfile.TemporaryDirectory(prefix="haste-history-") as folder:
        home = sweep(Path(folder))
        keep(home)


def sweep(folder: Path) -> Path:
    """A real sweep over two small competitions.

    Returns:
        Its home.
    """
    for number, name in enumerate(COMPETITIONS):
        write_competition(folder / name, random.Random(number))  # noqa: S311 - made-up fruit
    home = folder / "home"
    asked = ("--budget-trials", TRIALS, "--seed", SEED, "--home", str(home))
    subprocess.run([sys.executable, "-m", "haste.cli.main", "sweep", *(str(folder / name) for name in COMPETITIONS), *asked], check=True)
    return home


def keep(home: Path) -> None:
    """The logs, and the blobs that deciding everything again reads."""
    for place in (RIGHT.parent, WRONG.parent):
        place.mkdir(parents=True, exist_ok=True)
    with closing_log(f"sqlite:{home / 'log.sqlite'}", read_only=True) as log:
        reading = ReadBlobs(open_blobs(str(home)), FileBlobs(BLOBS))
        checked(log, reading)
        follower = MemoryFollower(log)
        follower.catch_up()
        for skill in follower.state.tiers.entries:
            audit(log, reading, skill)
        RIGHT.write_bytes(b"".join(exported(log)))
        WRONG.write_bytes(b"".join(exported(wrong(log))))


def wrong(log: EventLog) -> MemoryLog:
    """The same log, but for one rejected trial that was accepted."""
    page = codec.typed(log.tail(after=Position(0), limit=log.head().position))
    last = [recorded for recorded in page if isinstance(recorded.event, ProposalRejected) and recorded.event.reason is Reason.NO_GAIN][-1]
    return altered(log, lambda recorded: _accepted(recorded.event) if recorded.position == last.position else recorded.event)


def altered(log: EventLog, change: Callable[[Recorded], Event]) -> MemoryLog:
    """A log with other events in the same envelopes; its chain of hashes is made anew, and holds."""
    previous, changed = GENESIS, list[Stored]()
    for recorded in codec.typed(log.tail(after=Position(0), limit=log.head().position)):
        stored = msgspec.structs.replace(codec.stored(recorded), data=codec.encode(change(recorded)))
        previous = link(previous, envelope(stored), stored.data)
        changed.append(msgspec.structs.replace(stored, hash=previous))
    other = MemoryLog(_Clock())
    other.take(changed, Head(position=len(changed), hash=previous))
    return other


class _Clock:
    """A clock that nobody asks."""

    def now(self) -> Time:
        return Time(0)


def _accepted(event: object) -> ProposalAccepted:
    assert isinstance(event, ProposalRejected)
    fields = {name: value for name, value in msgspec.structs.asdict(event).items() if name != "reason"}
    return ProposalAccepted(**fields)


def write_competition(folder: Path, chance: random.Random) -> None:
    """A table of fruit: whether one is ripe depends on its sort, in no order, on products of its numbers, and on what is missing."""
    liking = [chance.choice((-1.5, 1.5)) for _ in range(SORTS)]
    rows = [_fruit(number, liking, chance) for number in range(ROWS + TEST_ROWS)]
    public, private = folder / "prepared" / "public", folder / "prepared" / "private"
    for made in (public, private):
        made.mkdir(parents=True)
    head = "id,sort,sun,rain,weight,day"
    (public / "train.csv").write_text("\n".join((f"{head},ripe", *(f"{features},{ripe}" for features, ripe in rows[:ROWS]))) + "\n")
    (public / "test.csv").write_text("\n".join((head, *(features for features, _ in rows[ROWS:]))) + "\n")
    ids = [(features.split(",")[0], ripe) for features, ripe in rows[ROWS:]]
    (public / "sample_submission.csv").write_text("\n".join(("id,ripe", *(f"{name},0.5" for name, _ in ids))) + "\n")
    (private / "test.csv").write_text("\n".join(("id,ripe", *(f"{name},{ripe}" for name, ripe in ids))) + "\n")
    (public / "description.md").write_text(f"# {folder.name}\n\nTell whether a fruit is ripe. Made up for a test of HASTE.\n")
    (folder / "config.yaml").write_text(f"id: {folder.name}\nmetric: auc\ntarget: ripe\nid_column: id\ndomain: tabular\n")


def _fruit(number: int, liking: list[float], chance: random.Random) -> tuple[str, int]:
    sort, sun, rain = chance.randrange(SORTS), chance.gauss(0, 1), chance.gauss(0, 1)
    missing, day = chance.random() < SHARE_MISSING, chance.randrange(60)
    ripe = 2 * sun * rain + liking[sort] + (1.5 if missing else 0) + chance.gauss(0, 0.5) > 0
    return f"{number},sort-{sort * 7 % SORTS},{sun:.3f},{rain:.3f},{'' if missing else f'{chance.gauss(100, 15):.1f}'},{day}", int(ripe)


if __name__ == "__main__":
    main()
