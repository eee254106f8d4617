"""Logs are opened by what follows the colon of their spec."""

from contextlib import closing
from pathlib import Path

import pytest

from haste.errors import ForeignLogError, SpecError
from haste.store import memory, sqlite
from tests.logs import CountingClock, round_finished, write


def test_a_sqlite_spec_is_a_path(tmp_path: Path) -> None:
    path = str(tmp_path / "log.sqlite")

    with pytest.raises(ForeignLogError):
        sqlite.open_log(path, clock=CountingClock(), read_only=True)
    with closing(sqlite.open_log(path, clock=CountingClock(), read_only=False)) as log:
        assert log.append([write(round_finished(1))], key="k")[0].position == 1


def test_a_memory_log_is_new_each_time() -> None:
    memory.open_log("", clock=CountingClock(), read_only=False).append([write(round_finished(1))], key="k")

    assert memory.open_log("", clock=CountingClock(), read_only=False).head().position == 0


@pytest.mark.parametrize(("rest", "read_only", "found"), [("log", False, "'memory:log'"), ("", True, "only to be read")])
def test_a_memory_log_has_no_path_and_nothing_to_read(rest: str, read_only: bool, found: str) -> None:  # noqa: FBT001 - a row of a table
    with pytest.raises(SpecError, match=found):
        memory.open_log(rest, clock=CountingClock(), read_only=read_only)
