"""The figures of the log: each line is measured by itself or with others, and compares the same events on both sides."""

import sys
from pathlib import Path

import pytest

from benchmarks.log import __main__ as benchmark
from benchmarks.log.workload import events
from haste.events import codec


@pytest.fixture(autouse=True)
def _few_events(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(benchmark, "APPENDS", {1: 5, 100: 200, 1000: 1000})


def printed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path, *words: str) -> list[str]:
    """Names of the lines that a call prints."""
    given = ("--rounds", "1", "--events", "1200", "--folded", "2000", "--folder", str(folder), "--without-postgres")
    monkeypatch.setattr(sys, "argv", ["benchmarks.log", *given, *words])
    benchmark.main()
    return [line.split(" | ")[0].removeprefix("| ") for line in capsys.readouterr().out.splitlines()[2:]]


def test_one_line_is_measured_by_itself(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert printed(monkeypatch, capsys, tmp_path, "--only", "narrow, / decoding alone") == [
        "replay, narrow, / decoding alone, whole events in memory"
    ]
    assert printed(monkeypatch, capsys, tmp_path, "--only", "no such line") == []


def test_every_line_with_one_process_can_be_measured(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    names = printed(monkeypatch, capsys, tmp_path, "--only", "everything on", "replay", "audit", "memory")

    assert [name.partition(" / ")[0] for name in names] == [
        *["append, everything on,"] * 8,
        "replay, typed,",
        "replay, typed, each event with its envelope,",
        "replay, narrow,",
        "replay, narrow,",
        "audit: verify and fold,",
        "memory from a snapshot and 1,000 events,",
    ]
    assert len(set(names)) == len(names)


def test_the_events_of_the_workload_differ_from_each_other() -> None:
    given = events(50)

    assert len({codec.encode(event) for event in given}) == len(given)
