"""The command line as a process of its own: what cannot be used is one clear message, and Ctrl-C at any moment costs no work."""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest

from haste.store.sqlite import SqliteLog
from tests.logs import CountingClock

ROOT = Path(__file__).parents[2]
PATIENCE_S = 300.0
MOMENTS = 10
SMALL = ("--budget-trials", "3", "--seed", "4")


def haste(place: Path, *words: str) -> "subprocess.Popen[str]":
    """Start a command on the home of a place, in a session of its own: as the foreground job of a terminal, which a Ctrl-C meets as a whole."""
    return subprocess.Popen(
        [sys.executable, "-m", "haste.cli.main", *words, "--home", str(place / "home"), "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=place,
        env={name: value for name, value in os.environ.items() if not name.startswith(("HASTE_", "RAY_"))} | {"PYTHONPATH": str(ROOT)},
        start_new_session=True,
    )


def answer(place: Path, *words: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command."""
    with haste(place, *words) as command:
        printed, said = command.communicate(timeout=PATIENCE_S)
        return command.returncode, printed, said


def below(folder: Path) -> dict[str, bytes]:
    """Names and contents of all files below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A person's own data, all of which fits."""
    folder = tmp_path / "own"
    folder.mkdir()
    rows = [(number, number * 37 % 101, number * 53 % 89) for number in range(160)]
    (folder / "train.csv").write_text("id,a,b,price\n" + "".join(f"{n},{a},{b},{2 * a - b}.5\n" for n, a, b in rows[:120]))
    (folder / "test.csv").write_text("id,a,b\n" + "".join(f"{n},{a},{b}\n" for n, a, b in rows[120:]))
    (folder / "sample_submission.csv").write_text("id,price\n" + "".join(f"{n},0\n" for n, _, _ in rows[120:]))
    return folder


def without_train(own: Path) -> None:
    (own / "train.csv").unlink()


def without_an_id_in_the_sample(own: Path) -> None:
    sample = own / "sample_submission.csv"
    sample.write_text("".join(sample.read_text().splitlines(keepends=True)[:-1]))


def without_answers_in_the_sample(own: Path) -> None:
    sample = own / "sample_submission.csv"
    sample.write_text("".join(f"{line.partition(',')[0]}\n" for line in sample.read_text().splitlines()))


def with_a_metric_that_nobody_knows(own: Path) -> None:
    (own / "config.yaml").write_text("metric: niceness\n")


def as_it_is(_: Path) -> None:
    pass


UNUSABLE = {
    "solve without train.csv": (("solve", "own"), without_train, "expected train.csv", "found sample_submission.csv, test.csv"),
    "sweep without train.csv": (("sweep", "own"), without_train, "expected train.csv", "found sample_submission.csv, test.csv"),
    "folder that is not there": (("solve", "nowhere"), as_it_is, "expected train.csv", "found no such folder"),
    "target that is not there": (("sweep", "nowhere"), as_it_is, "expected a suite", "found no such name and no such folder"),
    "column that is not there": (("solve", "own", "--target", "cost"), as_it_is, "expected target column 'cost'", "'price'"),
    "sample that lacks an id": (("sweep", "own"), without_an_id_in_the_sample, "expected the 40 ids", "found 1 ids missing"),
    "own sample that lacks an id": (("solve", "own"), without_an_id_in_the_sample, "expected the 40 ids", "found 1 ids missing"),
    "sample without answers": (("sweep", "own"), without_answers_in_the_sample, "at least one answer column", "found the header line id"),
    "metric in words": (("solve", "own", "--metric", "niceness"), as_it_is, "expected the name of a metric", "found 'niceness'"),
    "metric in config.yaml": (("sweep", "own"), with_a_metric_that_nobody_knows, "expected the name of a metric", "found 'niceness'"),
}


@pytest.mark.parametrize(("words", "spoil", "expected", "found"), UNUSABLE.values(), ids=UNUSABLE)
def test_data_that_cannot_be_used_is_one_clear_message_and_starts_nothing(
    tmp_path: Path, own: Path, words: tuple[str, ...], spoil: Callable[[Path], None], expected: str, found: str
) -> None:
    spoil(own)
    before = below(own)

    code, printed, said = answer(tmp_path, *words)

    assert (code, printed) == (2, "")
    assert_clear(said, expected, found)
    assert below(own) == before
    assert set(below(tmp_path / "home")) <= {"log.sqlite"}
    assert answer(tmp_path, "sweeps") == (0, "[]\n", "")


def assert_clear(said: str, *parts: str) -> None:
    """One line that says where, what was expected and found, and what to do next."""
    where, _, rest = said.removeprefix("haste: ").partition(": expected ")
    expected, _, rest = rest.partition(", found ")
    found, _, next_step = rest.rstrip("\n").partition(". ")
    assert said.startswith("haste: ")
    assert said.count("\n") == 1
    assert all((where, expected, found, next_step)), said
    assert next_step.endswith((".", "?")), said
    assert [part for part in parts if part not in said] == [], said


def empty(path: Path) -> None:
    path.touch()


def text(path: Path) -> None:
    path.write_text("id,price\n1,2\n")


def another_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE wine (grape TEXT)")


def of_a_newer_format(path: Path) -> None:
    SqliteLog(path, CountingClock()).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER meta_UPDATE")
        connection.execute("UPDATE meta SET format = 99")


NO_LOGS = {
    "empty": (empty, "found an empty file"),
    "text": (text, "found a file that begins with b'id,price"),
    "another database": (another_database, "found a SQLite file of something else"),
    "newer": (of_a_newer_format, "found format 99"),
}


@pytest.mark.parametrize(("make", "found"), NO_LOGS.values(), ids=NO_LOGS)
@pytest.mark.parametrize("words", [("solve", "own"), ("resume",), ("report",)], ids=lambda words: words[0])
@pytest.mark.usefixtures("own")
def test_a_log_that_cannot_be_used_is_one_clear_message_and_stays_as_it_is(
    tmp_path: Path, words: tuple[str, ...], make: Callable[[Path], None], found: str
) -> None:
    (tmp_path / "home").mkdir()
    make(tmp_path / "home" / "log.sqlite")
    log = (tmp_path / "home" / "log.sqlite").read_bytes()

    code, printed, said = answer(tmp_path, *words)

    assert (code, printed) == (1, "")
    assert_clear(said, str(tmp_path / "home" / "log.sqlite"), "expected a HASTE log of format", found)
    left = below(tmp_path / "home")
    assert left.pop("log.sqlite") == log
    assert left.keys() <= {"log.sqlite-shm", "log.sqlite-wal"}  # SQLite's own, of a reader


@pytest.mark.usefixtures("own")
def test_a_home_that_cannot_be_made_is_one_clear_message(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("mine")

    code, printed, said = answer(tmp_path, "solve", "own")

    assert (code, printed) == (2, "")
    assert_clear(said, str(tmp_path / "home"), "expected a folder that can be written to", "--home DIR")
    assert (tmp_path / "home").read_text() == "mine"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.usefixtures("own")
def test_a_home_that_may_not_be_written_to_is_one_clear_message(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir(mode=0o500)

    code, printed, said = answer(tmp_path, "solve", "own")

    assert (code, printed) == (2, "")
    assert_clear(said, str(tmp_path / "home"), "expected a folder that can be written to", "--home DIR")
    assert below(tmp_path / "home") == {}


@pytest.mark.timeout(300)  # half a minute where nobody else uses the machine
def test_the_solution_that_a_run_leaves_answers_alone_as_it_did_there(tmp_path: Path, own: Path) -> None:
    for name in ("train.csv", "test.csv"):
        table = pd.read_csv(own / name)
        table.assign(**({"price": (table["a"] > 50) * 9 + table["id"] % 7} if "price" in table else {})).to_csv(own / name, index=False)

    code, printed, said = answer(tmp_path, "solve", "own", *SMALL)

    assert code == 0, said
    (run,) = json.loads(printed)["runs"]
    alone = {seed: run_alone(Path(run["solution"]), own, tmp_path / f"{seed}.csv", seed) for seed in ("", "1")}
    assert alone[""] == Path(run["submission"]).read_bytes()
    assert alone["1"] != alone[""], "there is chance in it"


def run_alone(solution: Path, public: Path, output: Path, seed: str) -> bytes:
    """What a solution answers outside of HASTE."""
    places = {"INPUT": str(public), "OUTPUT": str(output), "PATH": os.environ["PATH"], **({"SEED": seed} if seed else {})}
    subprocess.run([sys.executable, str(solution)], cwd=output.parent, env=places, check=True, capture_output=True)
    return output.read_bytes()


@pytest.mark.slow
@pytest.mark.timeout(900)  # two to three minutes where nobody else uses the machine
def test_ctrl_c_at_any_moment_costs_no_work(tmp_path: Path, own: Path) -> None:
    chance = random.Random(11)  # noqa: S311 - moments, not secrets
    (tmp_path / "undisturbed").mkdir()
    shutil.copytree(own, tmp_path / "undisturbed" / "own")
    assert answer(tmp_path / "undisturbed", "sweep", "own", *SMALL)[0] == 0

    interrupted = sum(interrupted_after(chance.uniform(0.3, 15.0), tmp_path) for _ in range(MOMENTS))
    code, printed, _ = answer(tmp_path, *going_on(tmp_path))

    assert interrupted >= MOMENTS // 2
    assert (code, json.loads(printed)["state"]) == (0, "finished")
    assert {entry["state"] for entry in json.loads(answer(tmp_path, "sweeps")[1])} == {"finished"}
    logs = [str(place / "home" / "log.sqlite") for place in (tmp_path / "undisturbed", tmp_path)]
    assert json.loads(answer(tmp_path, "diff", *logs)[1]) == {"agree": True, "first": None}


def going_on(place: Path) -> tuple[str, ...]:
    """What a person types next: resume where a sweep was interrupted, else start one."""
    listed = json.loads(answer(place, "sweeps")[1])
    return ("resume",) if any(entry["state"] == "interrupted" for entry in listed) else ("sweep", "own", *SMALL)


def interrupted_after(moment_s: float, place: Path) -> bool:
    """Go on, press Ctrl-C after a while, and see that the log is whole. Whether the sweep was still under way."""
    with haste(place, *going_on(place)) as command:
        try:
            printed, said = command.communicate(timeout=moment_s)
        except subprocess.TimeoutExpired:
            os.killpg(command.pid, signal.SIGINT)
            printed, said = command.communicate(timeout=PATIENCE_S)
    assert command.returncode in (0, 130), said
    assert "Traceback" not in said
    assert not printed or json.loads(printed)["state"] == ("interrupted" if command.returncode else "finished")
    assert not (place / "home" / "log.sqlite").exists() or answer(place, "log", "verify")[0] == 0
    return command.returncode == 130
