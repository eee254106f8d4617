"""`haste log rebuild`, and the snapshots that commands keep: the same answers with them, without them, and after any harm."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lancedb
import msgspec
import pytest

from haste.events.event import Event
from haste.projections import memory as memories
from haste.projections.memory import Kept, Memory
from haste.store import snapshots as snapshots_module
from haste.store.snapshots import Snapshots
from haste.store.sums import write_sums
from haste.vocabulary.ids import Position
from tests.builders import learned, skill
from tests.unit.cli.homes import Desk
from tests.unit.cli.shelves import Shelf


@pytest.fixture
def shelf(desk: Desk) -> Iterator[Shelf]:
    with Shelf(desk) as made:
        yield made


def rebuilt(desk: Desk, *, code: int = 0) -> dict[str, Any]:
    answer = desk.types("log", "rebuild", "--json")
    assert (answer.code, answer.err) == (code, "")
    found: dict[str, Any] = json.loads(answer.out)
    return found


def snapshots(desk: Desk) -> list[Path]:
    return sorted((desk.home / "snapshots").glob("*.msgpack"))


def forget_a_skill(shelf: Shelf) -> None:
    """A snapshot that holds together, made by a fold that was wrong."""
    kept = Snapshots(shelf.desk.home / "snapshots")
    found = kept.read(shelf.log)
    assert found is not None
    tiers = msgspec.structs.replace(found.state.tiers, entries={shelf.wide: found.state.tiers.entries[shelf.wide]})
    kept.write(shelf.log, msgspec.structs.replace(found, state=msgspec.structs.replace(found.state, tiers=tiers)))


def test_a_first_rebuild_makes_both_and_a_second_one_finds_the_same(shelf: Shelf) -> None:
    first = rebuilt(shelf.desk)
    shelf.history.keeps(learned(skill("more")))
    second = rebuilt(shelf.desk)
    assert (first["memory_before"], first["index_before"], first["skills"]) == (None, None, 2)
    third = rebuilt(shelf.desk)

    assert (second["memory_before"], second["index_before"], second["skills"]) == (second["memory"], None, 3)  # other rows, another table
    assert second["memory"] != first["memory"]
    assert (second["ok"], second["position"]) == (True, shelf.log.head().position)
    assert (third["memory_before"], third["index_before"]) == (third["memory"], third["index"]) == (second["memory"], second["index"])
    assert len(snapshots(shelf.desk)) == 1


def test_a_snapshot_of_a_wrong_fold_is_told_and_replaced(shelf: Shelf) -> None:
    good = rebuilt(shelf.desk)
    forget_a_skill(shelf)

    found = rebuilt(shelf.desk, code=1)

    assert found["memory_before"] != found["memory"] == good["memory"]
    assert rebuilt(shelf.desk)["ok"]


def test_an_index_that_lost_a_row_is_told_and_replaced(shelf: Shelf) -> None:
    rebuilt(shelf.desk)
    (table,) = [path for path in (shelf.desk.home / "index").iterdir() if not path.name.startswith(".")]
    lancedb.connect(table).open_table("skills").delete(f"id = '{shelf.own}'")
    (table / "sums.json").unlink()
    write_sums(table)

    assert rebuilt(shelf.desk, code=1)["memory_before"] is not None
    answer = shelf.desk.types("log", "rebuild")
    assert (answer.code, answer.out.count(", as it was\n")) == (0, 2)


def test_what_cannot_be_read_counts_as_not_there(shelf: Shelf) -> None:
    rebuilt(shelf.desk)
    for path in (*snapshots(shelf.desk), *(shelf.desk.home / "index").rglob("*.lance")):
        if path.is_file():
            path.write_bytes(b"\xff" * 64)

    answer = shelf.desk.types("log", "rebuild")

    assert (answer.code, answer.out.count(", was not there\n")) == (0, 2)
    assert len(snapshots(shelf.desk)) == 1


def test_a_home_in_which_nothing_was_started_has_nothing_to_rebuild(desk: Desk) -> None:
    assert rebuilt(desk)["skills"] == 0
    assert desk.types("log", "rebuild").out.endswith("index of 0 skills: nothing to make, was not there\n")
    assert not desk.home.exists()


def test_a_long_fold_is_kept_and_the_next_command_starts_there(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    without = shelf.json("list")
    assert snapshots(shelf.desk) == []  # such a short one is not worth it
    monkeypatch.setattr(snapshots_module, "WORTH_EVENTS", 5)
    assert shelf.json("list") == without
    (kept,) = snapshots(shelf.desk)
    written = kept.read_bytes()

    folded: list[Event] = []
    evolve = memories.evolve

    def evolve_and_count(memory: Memory, event: Event) -> Memory:
        folded.append(event)
        return evolve(memory, event)

    monkeypatch.setattr(memories, "evolve", evolve_and_count)

    assert shelf.json("list") == without
    assert folded == []
    shelf.history.keeps(learned(skill("more")))
    assert len(shelf.json("list")) == len(without) + 1
    assert len(folded) == 1
    kept.unlink()
    assert len(shelf.json("list")) == len(without) + 1
    assert kept.read_bytes() != written


def test_looking_at_a_log_elsewhere_makes_no_home(shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots_module, "WORTH_EVENTS", 1)
    answer = shelf.desk.types_bare("skills", "list", "--json", "--log", str(shelf.desk.home / "log.sqlite"), "--home", str(tmp_path / "none"))

    assert len(json.loads(answer.out)) == 2
    assert not (tmp_path / "none").exists()


def test_a_fold_of_a_snapshot_is_only_believed_by_those_that_look(shelf: Shelf) -> None:
    rebuilt(shelf.desk)
    kept = Snapshots(shelf.desk.home / "snapshots")
    kept.write(shelf.log, Kept(state=Memory(), read_to=Position(shelf.log.head().position)))

    assert shelf.json("list") == []  # a wrong snapshot that holds together is believed here
    audited = shelf.desk.types("audit", shelf.wide, "--json")
    assert audited.code == 0  # and not here: an audit folds the log itself
