"""`haste log`: what its actions print, write and refuse."""

import json
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from haste.cli.main import main
from haste.events.event import FORMAT
from haste.store.sqlite import SqliteLog
from haste.store.verifying import verify
from haste.vocabulary.ids import Position
from tests.logs import BLUE, CountingClock, finished, graded, round_finished, rounds, write
from tests.postgres import new_dsn


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "log.sqlite"
    with closing(SqliteLog(path, CountingClock())) as log:
        log.append([write(*rounds(1, 3)), write(graded(float("nan")), stream=BLUE)], key="first")
        log.append([write(finished("größer"), stream=BLUE)], key="second")
    return path


def run(*words: str | Path) -> int:
    return main(["log", *map(str, words)])


def appended(path: Path, number: int) -> None:
    with closing(SqliteLog(path, CountingClock())) as log:
        log.append([write(round_finished(number))], key=f"later-{number}")


def test_a_log_agrees_with_its_own_checkpoints_as_it_grows(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = tmp_path / "heads"

    assert run("checkpoint", kept, "--log", path) == 0
    appended(path, 1)
    assert run("checkpoint", kept, "--log", path) == 0
    assert run("checkpoint", kept, "--log", path) == 0

    assert [line.split()[0] for line in kept.read_text().splitlines()] == ["5", "6"]  # the same head is kept once
    capsys.readouterr()
    assert run("verify", "--checkpoint", kept, "--log", path) == 0
    assert "agrees with 2 checkpoints" in capsys.readouterr().out


def test_a_log_set_back_to_an_older_copy_is_found_by_a_checkpoint_and_by_nothing_else(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = path.read_bytes()
    appended(path, 1)
    run("checkpoint", tmp_path / "heads", "--log", path)
    path.write_bytes(old)

    assert run("verify", "--log", path) == 0
    assert run("verify", "--checkpoint", tmp_path / "heads", "--log", path) == 1
    assert "broken at position 6: a checkpoint names position 6, and the log ends at 5" in capsys.readouterr().out
    appended(path, 2)  # the copy goes on, and is as long again
    assert run("verify", "--checkpoint", tmp_path / "heads", "--log", path, "--json") == 1
    assert json.loads(capsys.readouterr().out)["reason"] == "a checkpoint names another hash: the log was made anew up to here"


def test_the_newest_events_cut_off_with_the_head_moved_are_found_by_a_checkpoint(path: Path, tmp_path: Path) -> None:
    run("checkpoint", tmp_path / "heads", "--log", path)
    with closing(sqlite3.connect(path, isolation_level=None)) as tool:
        tool.executescript("DROP TRIGGER event_DELETE; DROP TRIGGER span_DELETE")
        tool.execute("DELETE FROM event WHERE position = 5")
        tool.execute("DELETE FROM span WHERE last = 5")
        tool.execute("UPDATE head SET position = 4, hash = (SELECT substr(envelope, -32) FROM event WHERE position = 4)")

    assert run("verify", "--log", path) == 0
    assert run("verify", "--checkpoint", tmp_path / "heads", "--log", path) == 1


def test_the_head_of_a_broken_log_is_not_kept(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as tool:
        tool.execute("DROP TRIGGER event_UPDATE")
        tool.execute("UPDATE event SET data = zeroblob(9) WHERE position = 2")

    assert run("checkpoint", tmp_path / "heads", "--log", path) == 1
    assert "broken at position 2" in capsys.readouterr().err
    assert not (tmp_path / "heads").exists()


@pytest.mark.parametrize("text", ["5\n", "5 abc\n", f"5 {'g' * 64}\n", f"-1 {'0' * 64}\n", "\n"])
def test_a_file_that_holds_no_checkpoints_is_refused(path: Path, tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "heads").write_text(text)

    assert run("verify", "--checkpoint", tmp_path / "heads", "--log", path) == 1
    assert "expected a file of lines 'POSITION HASH', found line 1" in capsys.readouterr().err
    assert run("verify", "--checkpoint", tmp_path / "none", "--log", path) == 1


def test_an_exported_log_comes_back_with_the_same_bytes_positions_and_head(path: Path, tmp_path: Path) -> None:
    assert run("export", tmp_path / "log.jsonl", "--log", path) == 0
    assert run("import", tmp_path / "log.jsonl", "--log", tmp_path / "again.sqlite", "--home", tmp_path) == 0

    with closing(SqliteLog(path, CountingClock())) as log, closing(SqliteLog(tmp_path / "again.sqlite", CountingClock())) as again:
        assert again.tail(after=Position(0), limit=99) == log.tail(after=Position(0), limit=99)
        assert verify(again) == log.head()
        once = log.append([write(round_finished(4), expected=3)], key="next")
        assert again.append([write(round_finished(4), expected=3)], key="next")[0].version == once[0].version
        assert again.append([write(finished("größer"), stream=BLUE)], key="second")[0].position == 5  # keys came along


@pytest.mark.parametrize(
    ("line", "change", "said"),
    [
        (0, (f'"format":{FORMAT}', '"format":9'), f"expected a HASTE log of format {FORMAT}, found format 9. A newer version of haste wrote it"),
        (0, ("haste event log", "another log"), "expected an exported log"),
        (0, ("{", "["), "introduces an exported log"),
        (2, ("run-red", "run-rad"), "position 2: expected an event that follows"),
        (2, ('"version":2', '"version":4'), "position 2: expected an event that follows"),
        (3, ("{", ""), "position 3: expected an event"),
    ],
)
def test_changed_lines_are_refused_and_nothing_is_imported(
    path: Path, tmp_path: Path, line: int, change: tuple[str, str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run("export", tmp_path / "log.jsonl", "--log", path)
    lines = (tmp_path / "log.jsonl").read_text().splitlines(keepends=True)
    assert change[0] in lines[line]
    lines[line] = lines[line].replace(*change, 1)
    (tmp_path / "log.jsonl").write_text("".join(lines))

    assert run("import", tmp_path / "log.jsonl", "--log", tmp_path / "again.sqlite", "--home", tmp_path) == 1

    assert said in capsys.readouterr().err
    with closing(SqliteLog(tmp_path / "again.sqlite", CountingClock())) as again:
        assert again.head().position == 0


@pytest.mark.parametrize("lines", [1, 3, 5])
def test_a_file_that_was_cut_is_refused(path: Path, tmp_path: Path, lines: int, capsys: pytest.CaptureFixture[str]) -> None:
    run("export", tmp_path / "log.jsonl", "--log", path)
    whole = (tmp_path / "log.jsonl").read_text().splitlines(keepends=True)
    (tmp_path / "log.jsonl").write_text("".join(whole[:lines]))

    assert run("import", tmp_path / "log.jsonl", "--log", tmp_path / "again.sqlite", "--home", tmp_path) == 1
    assert f"expected the head at position 5, found the end at position {lines - 1}" in capsys.readouterr().err


def test_nothing_is_imported_into_a_log_that_holds_events_and_no_file_is_written_over(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("export", tmp_path / "log.jsonl", "--log", path)

    assert run("import", tmp_path / "log.jsonl", "--log", path, "--home", tmp_path) == 1
    assert "expected an empty log to import into, found one with 5 events" in capsys.readouterr().err
    assert run("export", tmp_path / "log.jsonl", "--log", path) == 1
    assert "expected a file that is not there yet" in capsys.readouterr().err


def test_a_log_in_a_server_is_looked_after_by_the_same_words(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec, lines, again = f"postgres:{new_dsn()}", tmp_path / "log.jsonl", tmp_path / "again.jsonl"
    run("export", lines, "--log", path)

    assert run("import", lines, "--log", spec, "--home", tmp_path) == 0
    assert [run(action, "--log", spec) for action in ("verify", "stats", "tail")] == [0] * 3
    assert run("export", again, "--log", spec) == 0

    assert again.read_bytes() == lines.read_bytes()
    assert "5 events hold together" in capsys.readouterr().out


def test_stats_count_events_by_kind_and_writer(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("stats", "--log", path, "--json") == 0
    stats = json.loads(capsys.readouterr().out)
    assert run("stats", "--log", path) == 0

    assert (stats["events"], stats["streams"], stats["calls"]) == (5, 2, 2)
    assert stats["kinds"] == {"sweep.round_finished.v1": 3, "run.graded.v1": 1, "run.finished.v1": 1}
    assert stats["actors"] == {"tester": 5}
    assert "5 events in 2 streams by 2 calls" in capsys.readouterr().out


def test_tail_prints_the_newest_events_or_those_above_a_position(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("tail", "-n", "2", "--log", path, "--json")
    newest = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    run("tail", "--after", "1", "--log", path)

    assert [(one["position"], one["kind"]) for one in newest] == [(4, "run.graded.v1"), (5, "run.finished.v1")]
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["2", "3", "4", "5"]


def test_a_follower_prints_each_event_once_as_it_is_appended(path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    looks: list[float] = []

    def look(pause_s: float) -> None:
        looks.append(pause_s)
        if len(looks) > 3:
            raise KeyboardInterrupt
        thread = threading.Thread(target=appended, args=(path, len(looks)))
        thread.start()
        thread.join()

    monkeypatch.setattr("haste.store.waiting.time.sleep", look)

    assert run("tail", "-n", "1", "--follow", "--log", path, "--json") == 130

    assert [json.loads(line)["position"] for line in capsys.readouterr().out.splitlines()] == [5, 6, 7, 8]
