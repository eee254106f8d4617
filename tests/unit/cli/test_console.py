"""What goes where."""

import json
import os
import sys

import pytest
import structlog

from haste.cli.console import configure, quiet_stdout


def test_what_others_print_meanwhile_goes_to_stderr(capfd: pytest.CaptureFixture[str]) -> None:
    sys.stdout.write("before\n")
    with quiet_stdout():
        os.write(1, b"from a library\n")
    sys.stdout.write("after\n")
    sys.stdout.flush()

    captured = capfd.readouterr()
    assert captured.out == "before\nafter\n"
    assert captured.err == "from a library\n"


def test_stdout_is_back_also_after_an_error(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(KeyError), quiet_stdout():
        raise KeyError
    os.write(1, b"a result\n")

    assert capfd.readouterr().out == "a result\n"


def test_a_machine_reads_json_lines_with_time_and_level(capsys: pytest.CaptureFixture[str]) -> None:
    configure()
    with structlog.contextvars.bound_contextvars(sweep="s"):
        structlog.get_logger().warning("trial 1 rejected", position=7)
    structlog.reset_defaults()

    captured = capsys.readouterr()
    line = json.loads(captured.err)
    assert captured.out == ""
    assert (line["event"], line["level"], line["sweep"], line["position"]) == ("trial 1 rejected", "warning", "s", 7)
    assert line["timestamp"].endswith("Z")


def test_a_person_reads_words(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    configure()
    structlog.get_logger().info("run started", run="leaf")
    structlog.reset_defaults()

    text = capsys.readouterr().err
    assert "run started" in text
    with pytest.raises(json.JSONDecodeError):
        json.loads(text)
