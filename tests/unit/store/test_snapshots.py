"""A snapshot saves a fold and is never believed: what does not fit is passed over."""

import gc
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from structlog.testing import capture_logs

from haste.clock.system import SystemClock
from haste.events.rows import Pair
from haste.projections import memory as memories
from haste.projections.digest import digest
from haste.projections.memory import Kept, MemoryFollower
from haste.store import snapshots as module
from haste.store.memory import MemoryLog
from haste.store.snapshots import Snapshots
from haste.store.sqlite import SqliteLog
from haste.vocabulary.ids import Position, SweepId
from haste.vocabulary.scales import Tier
from tests.builders import abstracted, append, competition, judged, learned, log_of, run_started, skill, sweep_started

BEGUN = (sweep_started(competition("leaf")), run_started("leaf"), *judged("leaf", "one-hot", 0.4), learned(skill("z")), learned(skill("a")))
LATER = (*judged("leaf", "one-hot", -0.2, iteration=3), abstracted(skill("wide", Tier.DOMAIN)))


def kept_of(log: MemoryLog, *, to: int | None = None) -> Kept:
    follower = MemoryFollower(log)
    follower.catch_up(to=None if to is None else Position(to))
    return follower.kept


@pytest.fixture
def log() -> MemoryLog:
    return log_of(*BEGUN)


@pytest.fixture
def snapshots(tmp_path: Path, log: MemoryLog) -> Snapshots:
    """The log's snapshot as of its head."""
    made = Snapshots(tmp_path / "snapshots")
    made.write(log, kept_of(log))
    return made


def file_of(folder: Path) -> Path:
    (file,) = (folder / "snapshots").glob("*.msgpack")
    return file


def test_a_kept_fold_is_read_back_with_everything_in_its_order(snapshots: Snapshots, log: MemoryLog) -> None:
    found = snapshots.read(log)

    assert found == kept_of(log)
    assert digest(found.state) == digest(kept_of(log).state)
    assert list(found.state.tiers.entries) == ["z", "a"]


def test_a_fold_from_a_snapshot_on_comes_to_what_a_whole_fold_comes_to(snapshots: Snapshots, log: MemoryLog, monkeypatch: pytest.MonkeyPatch) -> None:
    append(log, LATER)
    whole = kept_of(log)
    monkeypatch.setattr(memories, "_PAGE", 1)
    asked: list[int] = []
    rows = log.rows

    def asked_for(*, after: Position, limit: int) -> Sequence[Pair]:
        asked.append(after)
        return rows(after=after, limit=limit)

    monkeypatch.setattr(log, "rows", asked_for)

    follower = MemoryFollower(log, start=snapshots.read(log))
    asked.clear()
    follower.catch_up()

    assert follower.kept == whole
    assert asked == list(range(len(BEGUN), len(BEGUN) + len(LATER)))  # and nothing was read twice


def test_where_nothing_was_kept_nothing_is_found_and_nothing_is_said(tmp_path: Path, log: MemoryLog) -> None:
    with capture_logs() as told:
        assert Snapshots(tmp_path / "none").read(log) is None
        assert Snapshots(tmp_path / "none").read(MemoryLog(SystemClock())) is None

    assert told == []
    assert not (tmp_path / "none").exists()


def test_an_empty_log_has_no_snapshot(tmp_path: Path) -> None:
    Snapshots(tmp_path / "none").write(MemoryLog(SystemClock()), Kept())

    assert not (tmp_path / "none").exists()


def changed(file: Path, **fields: object) -> None:
    found = msgspec.msgpack.decode(file.read_bytes(), type=module._File)
    file.write_bytes(msgspec.msgpack.encode(msgspec.structs.replace(found, **fields)))


@pytest.mark.parametrize(
    ("harm", "because"),
    [
        (lambda file: changed(file, code="0" * 64), "other code folded it"),
        (lambda file: changed(file, projection="tiers"), "other code folded it"),
        (lambda file: changed(file, data=b"\xc0"), "its bytes were changed"),
        (lambda file: changed(file, hash=bytes(32)), "another event at position"),
        (lambda file: changed(file, position=99), "another event at position 99, or none"),
        (lambda file: file.write_bytes(file.read_bytes()[:-1]), "it cannot be read"),
        (lambda file: file.write_bytes(b""), "it cannot be read"),
    ],
    ids=["code", "projection", "data", "hash", "position", "cut", "empty"],
)
def test_what_does_not_fit_is_passed_over_and_the_reason_told(
    snapshots: Snapshots, log: MemoryLog, tmp_path: Path, harm: Callable[[Path], None], because: str
) -> None:
    harm(file_of(tmp_path))

    with capture_logs() as told:
        assert snapshots.read(log) is None

    assert because in told[0]["because"]


def test_who_follows_goes_on_from_the_snapshot_and_keeps_what_was_long_to_fold(
    tmp_path: Path, log: MemoryLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Snapshots(tmp_path / "snapshots")

    assert kept.followed(log).read_to == len(BEGUN)
    assert kept.read(log) is None  # such a short one is not worth it
    monkeypatch.setattr(module, "WORTH_EVENTS", len(BEGUN))
    kept.followed(log)
    assert kept.read(log) == kept_of(log)
    append(log, LATER)
    assert digest(kept.followed(log).state) == digest(kept_of(log).state)
    assert kept.read(log) == kept_of(log, to=len(BEGUN))  # little was new


def test_what_one_sweep_remembers_is_kept_apart_from_what_all_do(snapshots: Snapshots, log: MemoryLog, tmp_path: Path) -> None:
    alone = Snapshots(tmp_path / "snapshots", only=SweepId("other"))
    follower = MemoryFollower(log, only=SweepId("other"))
    follower.catch_up()

    assert alone.read(log) is None
    alone.write(log, follower.kept)

    assert (alone.read(log), snapshots.read(log)) == (follower.kept, kept_of(log))
    assert follower.kept != kept_of(log)
    assert digest(alone.followed(log).state) == digest(follower.state)


def test_every_changed_byte_of_a_snapshot_is_noticed(snapshots: Snapshots, log: MemoryLog, tmp_path: Path) -> None:
    file = file_of(tmp_path)
    whole, good = file.read_bytes(), kept_of(log)
    with capture_logs():
        for place in range(len(whole)):
            file.write_bytes(whole[:place] + bytes([whole[place] ^ 0x11]) + whole[place + 1 :])

            assert snapshots.read(log) in (None, good), place


def test_a_log_set_back_and_gone_on_otherwise_does_not_meet_its_own_old_snapshot(tmp_path: Path) -> None:
    path, snapshots = tmp_path / "log.sqlite", Snapshots(tmp_path / "snapshots")
    with closing(SqliteLog(path, SystemClock())) as log:
        append(log, BEGUN[:-1])
    old = path.read_bytes()
    for last in (BEGUN[-1], learned(skill("other"))):
        path.write_bytes(old)
        with closing(SqliteLog(path, SystemClock())) as log:
            append(log, [last])
            assert snapshots.read(log) is None
            follower = MemoryFollower(log)
            follower.catch_up()
            snapshots.write(log, follower.kept)
            assert snapshots.read(log) == follower.kept


def test_two_logs_of_one_home_keep_their_snapshots_apart(snapshots: Snapshots, log: MemoryLog) -> None:
    other = log_of(*BEGUN, *LATER)
    snapshots.write(other, kept_of(other))

    assert (snapshots.read(log), snapshots.read(other)) == (kept_of(log), kept_of(other))


def test_where_nothing_can_be_kept_it_is_told(log: MemoryLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch, capture_logs() as told:
        patch.setattr(Path, "write_bytes", refuse)
        Snapshots(tmp_path / "snapshots").write(log, kept_of(log))

    assert told == [{"event": "snapshot not kept", "because": "No space left on device", "file": told[0]["file"], "log_level": "warning"}]
    assert list((tmp_path / "snapshots").glob("*.msgpack")) == []


def test_a_kill_in_the_midst_of_a_write_leaves_the_old_one(snapshots: Snapshots, log: MemoryLog, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    append(log, LATER)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            snapshots.write(log, kept_of(log))

    assert snapshots.read(log) == kept_of(log, to=len(BEGUN))
    snapshots.write(log, kept_of(log))
    assert snapshots.read(log) == kept_of(log)


def test_the_collector_is_as_it_was_after_a_snapshot_was_read(snapshots: Snapshots, log: MemoryLog) -> None:
    assert gc.isenabled()
    snapshots.read(log)
    assert gc.isenabled()
    gc.disable()
    try:
        snapshots.read(log)
        assert not gc.isenabled()
    finally:
        gc.enable()
