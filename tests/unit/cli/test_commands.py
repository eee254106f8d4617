"""Commands that only look: listings, documents, checks and comparisons, without any actor."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from haste.cli.home import Home
from haste.events.event import FORMAT
from haste.events.sweep import SweepFinished
from haste.store.sqlite import SqliteLog
from haste.vocabulary.ids import SweepId
from tests.builders import NOW, SWEEP, bad, draft, good, improve, run_started, split_fixed, sweep_started
from tests.unit.cli.homes import Desk

OTHER = msgspec.structs.replace(sweep_started(), sweep=SweepId("t"))


def test_all_sweeps_are_listed_newest_last(desk: Desk) -> None:
    desk.keep([*desk.finished_sweep(), OTHER])

    answer = desk.types("sweeps", "--json")

    started = "2023-11-14T22:13:20+00:00"
    assert (answer.code, answer.err) == (0, "")
    assert answer.json == [
        {"sweep": "s", "state": "finished", "started": started, "runs": 1},
        {"sweep": "t", "state": "interrupted", "started": started, "runs": 1},
    ]


def test_a_listing_pages_through_a_long_log(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("haste.cli.showing._PAGE", 3)
    desk.keep([*desk.finished_sweep(), OTHER])

    assert [entry["sweep"] for entry in json.loads(desk.types("sweeps", "--json").out)] == ["s", "t"]


def test_a_sweep_is_running_while_a_driver_holds_it(desk: Desk) -> None:
    desk.keep([sweep_started()])

    with Home(desk.home).hold(SWEEP):
        assert [entry["state"] for entry in json.loads(desk.types("sweeps", "--json").out)] == ["running"]
        assert (desk.types("report", "--json").code, json.loads(desk.types("report", "--json").out)["state"]) == (0, "running")
    assert [entry["state"] for entry in json.loads(desk.types("sweeps", "--json").out)] == ["interrupted"]


def test_a_listing_for_people_is_a_table(desk: Desk) -> None:
    desk.keep([sweep_started()])

    answer = desk.types("sweeps")

    assert answer.code == 0
    assert "interrupted" in answer.out


def test_a_log_without_sweeps_lists_none(desk: Desk) -> None:
    desk.keep([])

    assert desk.types("sweeps", "--json").json == []


def test_a_home_where_nothing_was_ever_started_lists_no_sweeps(desk: Desk) -> None:
    as_json, as_table = desk.types("sweeps", "--json"), desk.types("sweeps")

    assert (as_json.code, as_json.json, as_json.err) == (0, [], "")
    assert (as_table.code, as_table.err) == (0, "")
    assert "sweep" in as_table.out
    assert not desk.home.exists()


@pytest.mark.parametrize("words", [("report",), ("resume",), ("resume", "s", "--json")], ids=" ".join)
def test_where_nothing_was_ever_started_there_is_nothing_to_show_or_to_resume(desk: Desk, words: tuple[str, ...]) -> None:
    answer = desk.types(*words)

    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert f"{desk.home}/log.sqlite: expected a sweep, found no log" in answer.err
    assert "--home DIR" in answer.err
    assert not desk.home.exists()


@pytest.mark.parametrize("words", [("sweeps",), ("report",), ("log", "verify")], ids=" ".join)
def test_a_log_that_was_named_has_to_be_there(desk: Desk, words: tuple[str, ...]) -> None:
    answer = desk.types(*words, "--log", str(desk.home / "elsewhere.sqlite"))

    assert (answer.code, answer.out) == (1, "")
    assert f"elsewhere.sqlite: expected a HASTE log of format {FORMAT}, found no file" in answer.err


def test_a_log_is_not_verified_where_there_is_none(desk: Desk) -> None:
    answer = desk.types("log", "verify", "--json")

    assert (answer.code, answer.out) == (1, "")
    assert "found no file" in answer.err


@pytest.mark.parametrize(
    "words", [("sweeps",), ("report",), ("resume",), ("resume", "s"), ("log", "verify"), ("diff", "{log}", "{log}")], ids=" ".join
)
def test_a_command_lets_go_of_every_log_that_it_opens(desk: Desk, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]) -> None:
    log = desk.keep(desk.finished_sweep())
    opened, closed = list[int](), list[int]()
    monkeypatch.setattr(SqliteLog, "__init__", seen(SqliteLog.__init__, opened))
    monkeypatch.setattr(SqliteLog, "close", seen(SqliteLog.close, closed))

    desk.types(*(word.format(log=log) for word in words))

    assert len(opened) == words.count("{log}") or len(opened) == 1
    assert sorted(closed) == sorted(opened)


def seen(call: Callable[..., None], by: list[int]) -> Callable[..., None]:
    """The same call, which notes whose it was."""

    def noted(log: SqliteLog, *arguments: object, **named: object) -> None:
        by.append(id(log))
        call(log, *arguments, **named)

    return noted


def test_a_report_is_the_document_of_the_newest_sweep(desk: Desk) -> None:
    desk.keep([msgspec.structs.replace(OTHER, sweep=SweepId("r")), *desk.finished_sweep()])

    answer = desk.types("report", "--json")

    assert (answer.code, answer.err, answer.out.count("\n")) == (0, "", 1)
    document = json.loads(answer.out)
    assert (document["sweep"], document["state"], document["log"]) == ("s", "finished", f"sqlite:{desk.home}/log.sqlite")
    (run,) = document["runs"]
    assert Path(run["submission"]).read_bytes() == b"id,y\n"
    assert Path(run["solution"]).is_absolute()


def test_a_report_of_a_sweep_by_its_id(desk: Desk) -> None:
    desk.keep([sweep_started(), OTHER])

    answer = desk.types("report", "s", "--json")

    assert (answer.code, json.loads(answer.out)["sweep"], json.loads(answer.out)["state"]) == (130, "s", "interrupted")


def test_a_report_of_a_failed_sweep_is_a_failure(desk: Desk) -> None:
    desk.keep([sweep_started(), SweepFinished(sweep=SWEEP, valid=0, now=NOW)])

    answer = desk.types("report", "--json")

    assert (answer.code, json.loads(answer.out)["state"]) == (1, "failed")


def test_a_report_for_people_is_a_table(desk: Desk) -> None:
    desk.keep(desk.finished_sweep())

    answer = desk.types("report")

    assert answer.code == 0
    assert "sweep s: finished" in answer.out
    assert "sandbox: bubblewrap" in answer.out


@pytest.mark.parametrize("words", [("report", "nobody"), ("resume", "nobody")])
def test_a_sweep_that_is_not_there_is_wrong_use(desk: Desk, words: tuple[str, ...]) -> None:
    desk.keep([sweep_started()])

    answer = desk.types(*words)

    assert (answer.code, answer.out) == (2, "")
    assert "expected a sweep of this log, found 'nobody'" in answer.err


def test_a_report_on_a_log_without_sweeps_says_how_to_start_one(desk: Desk) -> None:
    desk.keep([])

    answer = desk.types("report")

    assert answer.code == 2
    assert "expected a sweep, found none" in answer.err


def test_there_is_nothing_to_resume_where_every_sweep_has_ended(desk: Desk) -> None:
    desk.keep(desk.finished_sweep())

    answer = desk.types("resume", "--json")

    assert (answer.code, answer.out) == (2, "")
    assert "expected a sweep that was interrupted, found none" in answer.err


def test_resuming_a_sweep_that_has_ended_only_shows_it(desk: Desk) -> None:
    path = desk.keep(desk.finished_sweep())
    before = sqlite3.connect(path).execute("SELECT position FROM head").fetchone()

    answer = desk.types("resume", "s", "--json")

    assert (answer.code, json.loads(answer.out)["state"]) == (0, "finished")
    assert sqlite3.connect(path).execute("SELECT position FROM head").fetchone() == before


def test_a_sweep_that_another_driver_holds_cannot_be_resumed(desk: Desk) -> None:
    desk.keep([sweep_started()])

    with Home(desk.home).hold(SWEEP):
        answer = desk.types("resume", "s")

    assert answer.code == 2
    assert "expected a sweep that nobody drives, found a live driver" in answer.err


def test_a_whole_log_is_verified_with_its_head(desk: Desk) -> None:
    desk.keep([sweep_started(), run_started()])

    answer = desk.types("log", "verify", "--json")

    document = json.loads(answer.out)
    assert (answer.code, answer.err) == (0, "")
    assert sorted(document) == ["checkpoints", "events", "head", "ok", "position", "reason"]
    assert (document["ok"], document["events"], document["position"], document["reason"]) == (True, 2, 2, None)
    assert len(document["head"]) == 64


def test_an_empty_log_is_a_whole_one(desk: Desk) -> None:
    desk.keep([])

    assert json.loads(desk.types("log", "verify", "--json").out)["ok"]


def change_a_byte(path: Path, position: int) -> None:
    """Write another byte into a stored event, past the guards of the file."""
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TRIGGER event_UPDATE")
        (data,) = connection.execute("SELECT data FROM event WHERE position = ?", (position,)).fetchone()
        connection.execute("UPDATE event SET data = ? WHERE position = ?", (data[:-1] + bytes([data[-1] ^ 1]), position))
    connection.close()


def test_one_changed_byte_is_found_at_its_position(desk: Desk) -> None:
    change_a_byte(desk.keep([sweep_started(), run_started(), split_fixed()]), 2)

    answer = desk.types("log", "verify", "--json")

    document = json.loads(answer.out)
    assert answer.code == 1
    assert (document["ok"], document["events"], document["position"], document["head"]) == (False, 1, 2, None)
    assert "something was changed" in document["reason"]


def test_a_broken_log_is_told_to_people_too(desk: Desk) -> None:
    path = desk.keep([sweep_started()])
    assert "1 events hold together" in desk.types("log", "verify").out
    change_a_byte(path, 1)

    answer = desk.types("log", "verify")

    assert answer.code == 1
    assert "broken at position 1" in answer.out


def test_a_log_that_cannot_even_be_opened_is_not_ok(desk: Desk) -> None:
    path = desk.keep([sweep_started(), run_started()])
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + bytes(len(whole) - 100))

    answer = desk.types("log", "verify", "--json")

    document = json.loads(answer.out)
    assert answer.code == 1
    assert (document["ok"], document["events"], document["head"], document["position"]) == (False, 0, None, 1)
    assert document["reason"]


@pytest.mark.parametrize(("content", "found"), [(b"", "an empty file"), (b"id,y\n1,2\n", "a file that begins with")], ids=["empty", "foreign"])
@pytest.mark.parametrize("words", [("sweeps",), ("report",), ("log", "verify")], ids=" ".join)
def test_what_is_no_log_is_one_clear_message(desk: Desk, words: tuple[str, ...], content: bytes, found: str) -> None:
    desk.home.mkdir()
    (desk.home / "log.sqlite").write_bytes(content)

    answer = desk.types(*words, "--json")

    assert (answer.code, answer.out) == (1, "")
    assert found in answer.err
    assert answer.err.count("\n") == 1


def test_a_log_of_a_newer_format_is_refused(desk: Desk) -> None:
    path = desk.keep([sweep_started()])
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TRIGGER meta_UPDATE")
        connection.execute("UPDATE meta SET format = 99")
    connection.close()

    answer = desk.types("report")

    assert answer.code == 1
    assert "found format 99" in answer.err


def test_a_log_lies_wherever_it_is_said_to(desk: Desk) -> None:
    path = desk.keep(desk.finished_sweep(), name="elsewhere.sqlite")

    for spec in (str(path), f"sqlite:{path}"):
        answer = desk.types("report", "--json", "--log", spec)

        assert (answer.code, json.loads(answer.out)["log"]) == (0, f"sqlite:{path}")


def test_two_logs_that_agree(desk: Desk) -> None:
    left, right = desk.keep(desk.finished_sweep(), name="a.sqlite"), desk.keep(desk.finished_sweep(), name="b.sqlite")

    assert desk.types("diff", str(left), f"sqlite:{right}", "--json").json == {"agree": True, "first": None}
    answer = desk.types("diff", str(left), str(right))
    assert (answer.code, answer.out) == (0, "sweeps s and s agree\n")


def test_two_logs_that_do_not_agree_show_where_first(desk: Desk) -> None:
    start = (sweep_started(), run_started(), split_fixed(), *good(1, draft(), 0.7))
    left = desk.keep([*start, *good(2, improve(1), 0.8)], name="a.sqlite")
    right = desk.keep([*start, *bad(2, improve(1), 0.8)], name="b.sqlite")

    answer = desk.types("diff", str(left), str(right), "--json")

    document = json.loads(answer.out)
    assert (answer.code, document["agree"]) == (1, False)
    assert (document["first"]["competition"], document["first"]["where"]) == ("leaf", "trial 2")
    shown = desk.types("diff", str(left), str(right))
    assert (shown.code, shown.out.startswith("leaf, trial 2: improve of 1")) == (1, True)


def test_a_log_without_a_sweep_cannot_be_compared(desk: Desk) -> None:
    left, right = desk.keep(desk.finished_sweep(), name="a.sqlite"), desk.keep([], name="b.sqlite")

    answer = desk.types("diff", str(left), str(right))

    assert answer.code == 2
    assert "b.sqlite: expected a sweep, found none" in answer.err


def test_a_home_that_cannot_be_written_to_is_one_clear_message(desk: Desk) -> None:
    desk.home.touch()

    answer = desk.types("sweep", "tour")

    assert (answer.code, answer.out) == (2, "")
    assert "expected a folder that can be written to" in answer.err


def test_a_report_that_cannot_write_its_files_is_one_clear_message(desk: Desk) -> None:
    desk.keep(desk.finished_sweep())
    (desk.home / "submissions").touch()

    answer = desk.types("report", "--json")

    assert (answer.code, answer.out) == (2, "")
    assert "expected a folder that can be written to" in answer.err


def test_a_report_whose_blobs_are_gone_is_one_clear_message(desk: Desk) -> None:
    desk.keep(desk.finished_sweep())
    shutil.rmtree(desk.home / "blobs")

    answer = desk.types("report", "--json")

    assert (answer.code, answer.out) == (1, "")
    assert "expected the bytes of blob" in answer.err
