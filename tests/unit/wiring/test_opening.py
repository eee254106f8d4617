"""Adapters are opened by the names of their specs."""

import sys
from pathlib import Path

import pytest

from haste.clock.system import SystemClock
from haste.errors import LogError, SpecError
from haste.llm.offline import OfflineAuthor
from haste.store.blobs import FileBlobs
from haste.store.lance import LanceIndex
from haste.store.memory import MemoryLog
from haste.store.postgres import PostgresLog
from haste.store.sqlite import SqliteLog
from haste.wiring import closing_log, load, log_spec, open_blobs, open_clock, open_index, open_language_model, open_log, open_sandbox
from tests.builders import run_started
from tests.logs import write
from tests.postgres import new_dsn


def test_a_log_of_each_kind_is_opened(tmp_path: Path) -> None:
    assert isinstance(open_log("memory:"), MemoryLog)
    log = open_log(f"sqlite:{tmp_path}/a.sqlite")
    assert isinstance(log, SqliteLog)
    log.append([write(run_started())], key="k")
    log.close()

    again = open_log(str(tmp_path / "a.sqlite"), read_only=True)

    assert isinstance(again, SqliteLog)
    assert again.head().position == 1
    again.close()


def test_a_log_in_postgres_is_opened_by_its_connection_string() -> None:
    spec = f"postgres:{new_dsn()}"

    with closing_log(spec) as log:
        assert isinstance(log, PostgresLog)
        log.append([write(run_started())], key="k")
    with closing_log(spec, read_only=True) as again:
        assert again.head().position == 1


def test_an_adapter_whose_package_is_missing_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "haste.store.postgres", raising=False)
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(SpecError, match=r"found no psycopg\. Install them: pip install 'haste\[postgres\]'"):
        open_log("postgres:dbname=x")


def test_a_log_is_let_go_of_at_the_end_of_a_with_and_after_an_error(tmp_path: Path) -> None:
    spec = f"sqlite:{tmp_path}/a.sqlite"
    with closing_log(spec) as log:
        log.append([write(run_started())], key="k")
    with pytest.raises(KeyError), closing_log(spec, read_only=True) as failing:
        raise KeyError

    for let_go in (log, failing):
        with pytest.raises(LogError):
            let_go.head()


def test_a_log_that_holds_nothing_is_only_opened() -> None:
    with closing_log("memory:") as log:
        assert isinstance(log, MemoryLog)
    assert log.head().position == 0


def test_the_spec_of_a_log_in_full_has_its_kind_and_an_absolute_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "user"))

    assert log_spec("a.sqlite") == f"sqlite:{tmp_path}/a.sqlite"
    assert log_spec("sqlite:b/a.sqlite") == f"sqlite:{tmp_path}/b/a.sqlite"
    assert log_spec("~/a.sqlite") == f"sqlite:{tmp_path}/user/a.sqlite"
    assert log_spec("sqlite:/x/a.sqlite") == "sqlite:/x/a.sqlite"
    assert log_spec("memory:") == "memory:"


@pytest.mark.parametrize(
    ("open_adapter", "room", "known"),
    [(open_log, "store", "memory:, postgres:, sqlite:"), (open_language_model, "llm", "offline:"), (open_clock, "clock", "system:")],
)
@pytest.mark.parametrize("spec", ["oracle:x", "", "__init__:", "../store/sqlite:", "stamping:", "haste.store.sqlite:"])
def test_a_kind_that_is_none_is_refused_with_those_that_are(open_adapter: object, room: str, known: str, spec: str) -> None:
    assert callable(open_adapter)
    with pytest.raises(SpecError, match=f"spec of a {room} adapter: expected one of .*{known}") as caught:
        open_adapter(f"{spec}" if ":" in spec else f"{spec}:")

    assert caught.value.next_step == "Name one of these."


def test_the_other_adapters_are_opened_by_name(tmp_path: Path) -> None:
    assert isinstance(open_clock("system:"), SystemClock)
    assert isinstance(open_language_model("offline"), OfflineAuthor)
    blobs = open_blobs(str(tmp_path))
    assert isinstance(blobs, FileBlobs)
    assert isinstance(open_index(str(tmp_path)), LanceIndex)
    assert (tmp_path / "blobs" / blobs.put(b"x")[:2]).is_dir()


@pytest.mark.parametrize("kind", ["bubblewrap", "landlock", "process"])
def test_a_sandbox_is_opened_by_the_kind_that_was_found_to_hold(kind: str, tmp_path: Path) -> None:
    assert hasattr(open_sandbox(kind, scratch=tmp_path), "run")


def test_a_module_is_loaded_by_its_name() -> None:
    assert load("haste.store.memory").MemoryLog is MemoryLog
