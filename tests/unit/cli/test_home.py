"""Where things lie, and the one driver that may hold a sweep."""

import fcntl
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from haste.cli.home import Home, in_ray_job
from haste.errors import HomeError, SweepRunningError
from haste.vocabulary.ids import SweepId
from tests.builders import RUN

S = SweepId("s")
HOLDING = """
import pathlib, sys, time
from haste.cli.home import Home

with Home(pathlib.Path(sys.argv[1])).hold("s"):
    print("held", flush=True)
    time.sleep(60)
"""
JOB = "RAY_JOB_CONFIG_JSON_ENV_VAR"


@pytest.fixture(autouse=True)
def a_plain_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("HASTE_HOME", JOB):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_a_home_is_the_hidden_folder_here_where_nobody_says_otherwise(tmp_path: Path) -> None:
    assert Home.of(None).folder == tmp_path / ".haste"


def test_the_environment_names_a_home_and_the_command_line_another(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HASTE_HOME", str(tmp_path / "from-environment"))

    assert Home.of(None).folder == tmp_path / "from-environment"
    assert Home.of("given").folder == tmp_path / "given"


def test_inside_a_ray_job_the_home_is_the_users_and_never_the_working_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(JOB, "{}")
    monkeypatch.setenv("HOME", str(tmp_path / "user"))

    assert in_ray_job()
    assert Home.of(None).folder == tmp_path / "user" / ".haste"
    monkeypatch.setenv("HASTE_HOME", str(tmp_path / "shared"))
    assert Home.of(None).folder == tmp_path / "shared"


@pytest.mark.parametrize("given", [None, "mine", "./mine", "../mine"])
def test_a_home_that_would_go_with_a_ray_job_is_refused(monkeypatch: pytest.MonkeyPatch, given: str | None) -> None:
    monkeypatch.setenv(JOB, "{}")
    monkeypatch.setenv("HASTE_HOME", "here")

    with pytest.raises(HomeError, match="expected an absolute path") as caught:
        Home.of(given)

    assert repr(given or "here") in caught.value.found


def test_a_home_of_a_ray_job_may_start_with_a_tilde(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(JOB, "{}")
    monkeypatch.setenv("HOME", str(tmp_path / "user"))

    assert Home.of("~/mine").folder == tmp_path / "user" / "mine"


def test_a_home_has_a_log_once_there_is_one(tmp_path: Path) -> None:
    home = Home(tmp_path)
    before = home.has_log

    (tmp_path / "log.sqlite").touch()

    assert (before, home.has_log) == (False, True)
    assert not Home(tmp_path / "not" / "there").has_log
    assert not Home(tmp_path / "log.sqlite").has_log


def test_a_log_that_may_not_be_looked_at_counts_as_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> bool:
        raise PermissionError

    monkeypatch.setattr(Path, "exists", refuse)

    assert Home(tmp_path).has_log


def test_a_home_may_start_with_a_tilde(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "user"))

    assert Home.of("~/haste").folder == tmp_path / "user" / "haste"


def test_everything_lies_below_the_home(tmp_path: Path) -> None:
    home = Home(tmp_path)

    assert home.log == f"sqlite:{tmp_path}/log.sqlite"
    assert (home.competitions, home.submission(RUN)) == (tmp_path / "competitions", tmp_path / "submissions" / "s.leaf")


def test_a_home_is_made_with_what_is_above_it_and_left_empty(tmp_path: Path) -> None:
    Home(tmp_path / "a" / "b").make()

    assert list((tmp_path / "a" / "b").iterdir()) == []


def test_a_home_that_cannot_be_written_to_is_refused_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(HomeError, match="expected a folder that can be written to") as caught:
        Home(tmp_path / "file" / "home").make()

    assert caught.value.where.startswith(str(tmp_path / "file"))


def test_a_sweep_is_held_while_its_driver_lives(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert not home.held(S)

    with home.hold(S):
        assert home.held(S)
        assert not home.held(SweepId("another"))

    assert not home.held(S)


def test_two_drivers_cannot_hold_one_sweep(tmp_path: Path) -> None:
    home = Home(tmp_path)

    with home.hold(S), pytest.raises(SweepRunningError, match="expected a sweep that nobody drives"), home.hold(S):
        pass


def test_a_driver_that_meets_somebody_who_only_looks_waits_a_moment(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with home.hold(S):
        pass
    lock = (tmp_path / "locks" / "s.lock").open()
    fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    looking = threading.Timer(0.1, lock.close)
    looking.start()

    with home.hold(S):
        assert lock.closed
    looking.join()


def test_looking_never_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", pytest.fail)
    home = Home(tmp_path)

    with home.hold(S):
        assert home.held(S)


def test_looking_at_a_sweep_does_not_hold_it(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with home.hold(S):
        pass

    assert not home.held(S)
    with home.hold(S):
        pass


def test_a_lock_ends_with_its_process_however_that_ends(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDING, str(tmp_path)], stdout=subprocess.PIPE) as driver:
        assert driver.stdout is not None
        driver.stdout.readline()
        assert Home(tmp_path).held(S)

        driver.kill()
        driver.wait()

    assert not Home(tmp_path).held(S)


def test_many_may_look_at_once(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with home.hold(S):
        pass

    with (tmp_path / "locks" / "s.lock").open() as file:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        assert not home.held(S)
    assert [path.name for path in (tmp_path / "locks").iterdir()] == ["s.lock"]
