"""Auditing a skill from a terminal and from another process."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from haste.thresholds import RULES as ALL_RULES
from replay import __main__ as replayed
from tests.architecture.sources import ROOT
from tests.builders import RULES
from tests.unit.cli.homes import Desk
from tests.unit.cli.shelves import Shelf

FIELDS = "skill match verdict rule read_to chain head differences"


@pytest.fixture
def shelf(desk: Desk) -> Iterator[Shelf]:
    with Shelf(desk) as made:
        yield made


def test_an_audit_prints_one_document_and_succeeds(shelf: Shelf) -> None:
    answer = shelf.desk.types("audit", shelf.wide, "--json")

    document = json.loads(answer.out)
    assert (answer.code, answer.err, answer.out.count("\n")) == (0, "", 1)
    assert list(document) == FIELDS.split()
    assert (document["skill"], document["match"], document["verdict"], document["rule"]) == (shelf.wide, True, "domain", RULES.version)
    assert document["head"] == shelf.log.head().hash.hex()
    assert list(document["chain"][0]) == ["step", "position", "hash", "text"]


def test_an_audit_for_people_is_the_chain_in_words(shelf: Shelf) -> None:
    answer = shelf.desk.types("audit", shelf.own)

    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith(f"skill {shelf.own}: match\n")


@pytest.mark.parametrize("words", [("--json",), ()], ids=["json", "words"])
def test_a_mismatch_is_printed_and_fails_with_the_first_position(shelf: Shelf, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]) -> None:
    monkeypatch.setitem(ALL_RULES, RULES.version, replace(RULES, proven_competitions=3))

    answer = shelf.desk.types("audit", shelf.wide, *words)

    assert answer.code == 1
    assert answer.err.startswith(f"haste: position 1, skill {shelf.wide}: expected {RULES.version} proven_competitions as recorded: 2, found 3.")
    assert "probation" in answer.out


def test_a_blob_that_was_changed_fails(shelf: Shelf) -> None:
    reply = shelf.newest().event.reply  # type: ignore[attr-defined]  # it is a SkillAbstracted
    path = shelf.desk.home / "blobs" / reply[:2] / reply
    path.write_bytes(path.read_bytes().replace(b"Encode them", b"Decode them"))

    answer = shelf.desk.types("audit", shelf.wide, "--json")

    assert answer.code == 1
    (difference,) = json.loads(answer.out)["differences"]
    assert (difference["position"], difference["field"]) == (shelf.log.head().position, "reply")
    assert "other bytes under that name" in difference["replayed"]


def test_an_unknown_skill_is_wrong_use(shelf: Shelf) -> None:
    answer = shelf.desk.types("audit", "one-hot")

    assert (answer.code, answer.out) == (2, "")
    assert "Nearest: one-hot-" in answer.err


def test_a_home_without_a_log_has_nothing_to_audit(desk: Desk) -> None:
    assert desk.types("audit", "one-hot").code == 2
    assert not desk.home.exists()


def test_another_process_audits_while_events_are_appended(shelf: Shelf) -> None:
    log = str(shelf.desk.home / "log.sqlite")
    writing = [sys.executable, "tests/writer.py", log, "busy", "100000"]
    auditing = [sys.executable, "-m", "replay", "audit", shelf.wide, "--home", str(shelf.desk.home), "--json"]
    with subprocess.Popen(writing, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as writer:
        try:
            assert writer.stdout is not None
            writer.stdout.readline()
            done = subprocess.run(auditing, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
            assert writer.poll() is None
        finally:
            writer.kill()

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["match"]


def test_replay_alone_says_the_same_as_the_command_line(shelf: Shelf, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    told = shelf.desk.types("audit", shelf.wide).out
    monkeypatch.setenv("HASTE_HOME", str(shelf.desk.home))

    assert replayed.main(["audit", shelf.wide]) == 0
    assert capsys.readouterr().out == told


def test_replay_alone_ends_with_the_codes_of_the_command_line(
    shelf: Shelf, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    home = ["--home", str(shelf.desk.home)]
    log = ["--log", f"sqlite:{shelf.desk.home / 'log.sqlite'}", "--home", str(tmp_path / "nowhere")]

    assert replayed.main(["audit", "nobody", *home]) == 2
    assert "replay: the log: expected one of the 2 skills, found 'nobody'" in capsys.readouterr().err
    assert replayed.main(["audit", shelf.wide, *log, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["differences"][0]["field"] == "request"
    monkeypatch.delitem(ALL_RULES, RULES.version)
    assert replayed.main(["audit", shelf.wide, *home]) == 1
