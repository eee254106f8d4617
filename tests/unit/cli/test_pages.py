"""Pages that commands write: on demand, and at a sweep's end."""

import json
from pathlib import Path

import pytest

from tests.builders import sweep_started
from tests.unit.cli.homes import Desk


def test_a_report_writes_no_page_unless_it_is_asked_to(desk: Desk) -> None:
    desk.keep(desk.finished_sweep())

    answer = desk.types("report", "--json")

    assert json.loads(answer.out)["report"] is None
    assert not (desk.home / "reports").exists()


def test_a_page_lies_in_the_home_and_its_path_is_told(desk: Desk) -> None:
    desk.keep(desk.finished_sweep())

    answer = desk.types("report", "s", "--html")

    path = desk.home / "reports" / "s.html"
    assert answer.code == 0
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert [json.loads(line)["path"] for line in answer.err.splitlines()] == [str(path)]
    assert [file.name for file in path.parent.iterdir()] == ["s.html"]
    assert "sweep s: finished" in answer.out


def test_a_document_says_where_its_page_is_once_there_is_one(desk: Desk) -> None:
    desk.keep(desk.finished_sweep())
    path = str(desk.home / "reports" / "s.html")

    assert [json.loads(desk.types("report", *words, "--json").out)["report"] for words in (("--html",), ())] == [path, path]


def test_a_page_can_be_written_elsewhere(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.keep([sweep_started()])
    monkeypatch.chdir(tmp_path)

    answer = desk.types("report", "--html", "deep/page.html", "--json")

    assert json.loads(answer.out)["report"] == str(tmp_path / "deep" / "page.html")
    assert "interrupted" in (tmp_path / "deep" / "page.html").read_text(encoding="utf-8")
    assert not (desk.home / "reports").exists()


def test_a_page_that_cannot_be_written_is_one_message(desk: Desk, tmp_path: Path) -> None:
    desk.keep(desk.finished_sweep())
    (tmp_path / "taken").mkdir()

    answer = desk.types("report", "s", "--html", str(tmp_path / "taken"))

    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert f"{tmp_path}/taken: expected a file that can be written, found Is a directory" in answer.err
    assert "haste report s --html PATH" in answer.err
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith(".")] == []


def test_the_end_of_a_sweep_writes_its_page(desk: Desk) -> None:
    desk.keep(desk.finished_sweep())

    answer = desk.types("resume", "s", "--json")

    path = desk.home / "reports" / "s.html"
    assert (answer.code, json.loads(answer.out)["report"]) == (0, str(path))
    assert path.exists()
    assert [json.loads(line)["event"] for line in answer.err.splitlines()] == ["page written"]


def test_a_sweep_has_ended_also_where_its_page_cannot_be_written(desk: Desk) -> None:
    desk.keep(desk.finished_sweep())
    (desk.home / "reports").write_text("in the way", encoding="utf-8")

    answer = desk.types("resume", "s", "--json")

    assert (answer.code, json.loads(answer.out)["state"], json.loads(answer.out)["report"]) == (0, "finished", None)
    (line,) = map(json.loads, answer.err.splitlines())
    assert (line["level"], line["event"]) == ("warning", "no page was written")
    assert "expected a file that can be written" in line["because"]
