"""`haste replay` from a terminal, and `python -m replay` from another process: a past state, other constants, whole folders."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from haste.clock.system import SystemClock
from haste.store.exporting import imported
from haste.store.sqlite import SqliteLog
from replay import __main__ as replayed
from tests.architecture.sources import ROOT
from tests.golden.make_history import BLOBS, RIGHT, WRONG
from tests.unit.cli.homes import Desk

FIELDS = "at head verified sweeps skills next"


@pytest.fixture
def home(desk: Desk) -> Iterator[SqliteLog]:
    """The log of the golden history, in the home of a desk."""
    desk.home.mkdir()
    shutil.copytree(BLOBS, desk.home / "blobs")
    with closing(SqliteLog(desk.home / "log.sqlite", SystemClock())) as log:
        imported(RIGHT.read_bytes().splitlines(), log, where="golden")
        yield log


def test_a_past_state_is_one_document(desk: Desk, home: SqliteLog) -> None:
    head = home.head().position

    answer = desk.types("replay", "--at", str(head - 1), "--json")

    document = json.loads(answer.out)
    assert (answer.code, answer.err, list(document)) == (0, "", FIELDS.split())
    assert (document["verified"], document["next"]["kind"]) == (head - 1, "sweep.finished.v1")
    assert {skill["tier"] for skill in document["skills"]} == {"domain", "competition"}
    assert desk.types("replay", "--at", str(head)).out.endswith("next: nothing, this is the head\n")


@pytest.mark.parametrize("at", ["0", "-1", "x", "100000", "1.5"])
def test_a_position_that_is_none_is_wrong_use(desk: Desk, home: SqliteLog, at: str) -> None:
    answer = desk.types("replay", f"--at={at}")

    assert (answer.code, answer.out) == (2, "")
    assert "expected a position" in answer.err
    assert home.head().position < 100_000


def test_a_home_without_a_log_has_no_past(desk: Desk) -> None:
    for words in (("--at", "1"), ("--what-if", "promotion.retire_uses=2")):
        assert desk.types("replay", *words).code == 2
    assert not desk.home.exists()


@pytest.mark.parametrize("words", [(), ("--at", "1", "--all", "."), ("--at", "1", "--what-if", "promotion.retire_uses=2")])
def test_one_thing_is_asked_for_at_a_time(desk: Desk, words: tuple[str, ...]) -> None:
    assert desk.types("replay", *words).code == 2


@pytest.mark.usefixtures("home")
def test_other_constants_are_no_failure_whether_or_not_decisions_change(desk: Desk) -> None:
    same = desk.types("replay", "--what-if", "promotion.retire_uses=3", "--what-if", "promotion.proven_competitions=2", "--json")

    document = json.loads(same.out)
    assert (same.code, document["rows"]) == (0, [])
    assert [change["parameter"] for change in document["changes"]] == ["promotion.retire_uses", "promotion.proven_competitions"]
    other = desk.types("replay", "--what-if", "promotion.probation_competitions=3", "--sweep", document["sweep"])
    assert (other.code, other.out.splitlines()[0]) == (0, f"sweep {document['sweep']}: what if promotion.probation_competitions=3")
    assert "would change" in other.out.splitlines()[-1]


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("change", ["promotion.min_competitions=3", "run.drafts=2", "promotion.retire_uses=nan", "promotion.retire_uses"])
def test_a_constant_that_is_none_is_wrong_use(desk: Desk, change: str) -> None:
    answer = desk.types("replay", "--what-if", change)

    assert (answer.code, answer.out) == (2, "")
    assert f"--what-if {change}: expected" in answer.err


@pytest.mark.usefixtures("home")
def test_a_sweep_that_is_none_is_wrong_use(desk: Desk) -> None:
    answer = desk.types("replay", "--what-if", "promotion.retire_uses=2", "--sweep", "nobody")

    assert (answer.code, "expected a sweep of this log, found 'nobody'. It holds " in answer.err) == (2, True)


def test_a_folder_of_logs_fails_where_one_was_not_decided_as_rules_decide(desk: Desk) -> None:
    answer, document = (desk.types_bare("replay", "--all", str(WRONG.parent), *more) for more in ((), ("--json",)))

    assert (answer.code, document.code) == (1, 1)
    assert answer.out.startswith(f"{WRONG}: MISMATCH\n  position ")
    assert answer.err.startswith("haste: position ")
    assert json.loads(document.out)[0]["match"] is False


def test_a_folder_without_logs_is_wrong_use(desk: Desk, tmp_path: Path) -> None:
    assert desk.types_bare("replay", "--all", str(tmp_path)).code == 2


@pytest.mark.usefixtures("home")
def test_replay_alone_says_the_same_as_the_command_line(desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HASTE_HOME", str(desk.home))
    log = str(desk.home / "log.sqlite")
    same = {
        ("at", "5"): ("replay", "--at", "5"),
        ("at", "5", "--json"): ("replay", "--at", "5", "--json"),
        ("what-if", "promotion.probation_competitions=3"): ("replay", "--what-if", "promotion.probation_competitions=3"),
        ("all", str(RIGHT.parent)): ("replay", "--all", str(RIGHT.parent)),
        ("diff", log, log): ("diff", log, log),
    }

    for alone, typed in same.items():
        answer = desk.types(*typed)
        assert (replayed.main(alone), capsys.readouterr().out) == (answer.code, answer.out)


@pytest.mark.usefixtures("home")
def test_replay_alone_ends_with_the_codes_of_the_command_line(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    home = ("--home", str(desk.home))

    assert [replayed.main(words) for words in (("at", "0", *home), ("what-if", "run.drafts=2", *home), ("all", str(WRONG.parent)))] == [2, 2, 1]
    assert "replay: --what-if run.drafts=2" in capsys.readouterr().err


def test_another_process_looks_at_the_past_while_events_are_appended(desk: Desk, home: SqliteLog) -> None:
    log = str(desk.home / "log.sqlite")
    writing = [sys.executable, "tests/writer.py", log, "busy", "100000"]
    head = home.head().position
    looking = [sys.executable, "-m", "replay", "at", str(head), "--home", str(desk.home), "--json"]
    with subprocess.Popen(writing, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as writer:
        try:
            assert writer.stdout is not None
            writer.stdout.readline()
            done = subprocess.run(looking, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
            assert writer.poll() is None
        finally:
            writer.kill()

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["next"]["position"] == head + 1


def test_replay_alone_loads_no_framework_and_no_actor() -> None:
    code = "import sys; from replay.__main__ import main; code = main(sys.argv[1:]); print(*sorted({name.split('.')[0] for name in sys.modules}))"

    done = subprocess.run([sys.executable, "-c", code, "all", str(WRONG.parent)], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)

    loaded = set(done.stdout.splitlines()[-1].split())
    assert "replay" in loaded
    assert loaded & {"ray", "pandas", "numpy", "sklearn", "lancedb", "rich", "anthropic"} == set()
