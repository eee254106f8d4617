"""Peers compete on the same public files, in turns, and their programs read every kind of table and write what is asked for."""

import importlib.util
import json
import math
import sys
from pathlib import Path

import msgspec
import pytest

from benchmarks.peers import __main__ as peers
from benchmarks.peers import competing, unmet
from benchmarks.peers.competing import Bout, Result, compete
from haste.competitions import folder, grading
from haste.competitions.bundled.package import reader
from haste.evaluation import submissions, tables
from haste.vocabulary.judgement import Lift
from tests.unit.techniques.examples import task_in


def result(contestant: str, percentile: float | None, *, competition: str = "a", seed: int = 0, score: float | None = 1.0) -> Result:
    bout = Bout(contestant=contestant, competition=competition, seed=seed, seconds=60.0, cpus=2)
    return Result(bout=bout, wall_s=50.0, late=False, score=score, percentile=percentile, medal=None, said="" if percentile is not None else "cannot")


@pytest.mark.parametrize("case", ["flags", "text-label", "image-species"])
def test_a_peer_reads_what_is_there_and_writes_a_valid_submission(case: str, tmp_path: Path) -> None:
    competition = task_in(tmp_path / "public", case).competition
    bout = Bout(contestant="default_lightgbm", competition=case, seed=1, seconds=60.0, cpus=1)

    found = compete(bout, competition, place=tmp_path, python=Path(sys.executable))

    written = competing.submitted(bout, tmp_path).read_bytes()
    table = submissions.in_order_of(tables.read(tmp_path / "public" / "sample_submission.csv")["id"], submissions.read(written, competition))
    submissions.predictions(table, competition)
    assert (found.late, found.said) == (False, "")


def test_a_peer_is_not_asked_what_it_cannot_read(tmp_path: Path) -> None:
    task = task_in(tmp_path / "public", "signal-price")

    assert "signals" in competing.cannot_read("flaml_automl", task)
    assert competing.cannot_read("haste", task) == ""


@pytest.mark.parametrize(("program", "said"), [("echo it broke >&2; exit 3", "it broke"), ("exec sleep 60", "was ended long after its time")])
def test_a_program_that_fails_has_the_lowest_percentile_and_says_why(
    program: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    competition = task_in(tmp_path / "public", "price").competition
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\n{program}\n", encoding="utf-8")
    python.chmod(0o755)
    monkeypatch.setattr(competing, "LATE_S", 0.5)
    bout = Bout(contestant="default_lightgbm", competition="price", seed=1, seconds=0.5, cpus=1)

    found = compete(bout, competition, place=tmp_path, python=python)

    assert (found.percentile, found.score) == (0.0, None)
    assert found.said.strip() == said


def test_contestants_take_turns_and_the_first_one_changes() -> None:
    found = list(peers.bouts(["a", "b"], ["haste", "flaml_automl"], seeds=2, seconds=120.0, cpus=2))

    assert [(bout.competition, bout.seed, bout.contestant) for bout in found[:4]] == [
        ("a", 0, "haste"),
        ("a", 0, "flaml_automl"),
        ("b", 0, "flaml_automl"),
        ("b", 0, "haste"),
    ]
    assert len(found) == 8


def test_means_are_over_what_all_could_read_and_who_fails_has_nothing() -> None:
    lines = peers.table(
        [
            result("haste", 0.5),
            result("haste", 0.7, seed=1),
            result("flaml_automl", 0.4),
            result("flaml_automl", 0.0, seed=1, score=None),
            result("haste", 0.9, competition="b"),
            result("flaml_automl", None, competition="b", score=None),
        ]
    )

    assert lines[0] == "| competition | haste | flaml_automl |"
    assert lines[2:5] == ["| a | 0.600 | 0.200 (1 failed) |", "| b | 0.900 | cannot |", "| mean of 1 | 0.600 | 0.200 |"]


def test_the_lead_in_percentile_has_an_interval_over_competitions() -> None:
    percentiles = {("a", "haste"): 0.5, ("a", "flaml_automl"): 0.4, ("b", "haste"): 0.9, ("b", "flaml_automl"): 0.6}

    lines = peers.table([result(name, percentile, competition=competition) for (competition, name), percentile in percentiles.items()])

    assert lines[-2] == "| HASTE's lead [95 %] | - | +0.200 [-1.071, +1.471] |"  # .2 with an error of .1, one degree of freedom


def test_without_a_leaderboard_scores_are_told() -> None:
    pair = [result("haste", None, score=1.5), result("haste", None, seed=1, score=2.5)]

    lines = peers.table([msgspec.structs.replace(one, said="") for one in (*pair, result("flaml_automl", 0.0, score=None))])

    assert lines[2] == "| a | score 2 | 0.000 (1 failed) |"


def test_leads_are_of_haste_over_each_peer_on_the_same_competition_and_seed() -> None:
    found = peers.pairs(
        [
            result("haste", 0.5),
            result("flaml_automl", 0.4),
            result("haste", 0.7, seed=1),
            result("flaml_automl", 0.0, seed=1, score=None),
            result("autogluon_tabular", 0.6, seed=1),
        ]
    )

    assert [(ours.contestant, ours.seed, theirs.contestant, theirs.seed) for ours, theirs in found] == [
        ("haste", 0, "flaml_automl", 0),
        ("haste", 1, "autogluon_tabular", 1),
    ]


def test_leads_are_in_standard_errors_and_equal_answers_have_none() -> None:
    bouts = [result(name, 0.5, seed=seed).bout for seed in (0, 1) for name in ("haste", "flaml_automl")]
    lifts = [Lift(mean=mean, se=se, df=math.inf, method="rows-bootstrap") for mean, se in ((-0.03, 0.02), (0.0, 0.0))]

    lines = peers.leads_table(dict(zip(zip(bouts[::2], bouts[1::2], strict=True), lifts, strict=True)))

    assert lines == ["| HASTE's lead in score, in standard errors | flaml_automl |", "|---|---|", "| a | -1.5, +0 |"]


def test_the_tables_that_nobody_met_are_competitions_with_answers(tmp_path: Path) -> None:
    unmet.write(tmp_path / "hitters", unmet.parts(reader("islp", "0.6.0"), "Hitters", "Salary", 70), "Salary", "rmsle")

    competition = folder.load(tmp_path / "hitters")

    public, private = tmp_path / "hitters" / "prepared" / "public", tmp_path / "hitters" / "prepared" / "private"
    assert (competition.metric.name, competition.target, competition.id_column) == ("rmsle", ("Salary",), "id")
    assert "Salary" not in tables.read(public / "test.csv")
    assert not set(tables.read(public / "train.csv")["id"]) & set(tables.read(private / "test.csv")["id"])
    assert grading.grade(competition, (private / "test.csv").read_bytes()).score == 0


def test_a_lead_is_measured_on_the_submissions_that_the_bouts_left(tmp_path: Path) -> None:
    unmet.write(tmp_path / "hitters", unmet.parts(reader("islp", "0.6.0"), "Hitters", "Salary", 70), "Salary", "rmsle")
    competition, answers = folder.load(tmp_path / "hitters"), tmp_path / "hitters" / "prepared" / "private" / "test.csv"
    ours, theirs = (result(name, None, competition="hitters").bout for name in ("haste", "flaml_automl"))
    for bout in (ours, theirs):
        competing.submitted(bout, tmp_path).parent.mkdir(parents=True)
    document = {"runs": [{"submission": str(answers)}]}  # HASTE's says where its submission is
    (competing.submitted(ours, tmp_path).parent / "stdout").write_text(json.dumps(document), encoding="utf-8")
    competing.submitted(theirs, tmp_path).write_bytes((tmp_path / "hitters" / "prepared" / "public" / "sample_submission.csv").read_bytes())

    found = competing.lead(ours, theirs, competition, place=tmp_path)

    assert found.mean == grading.grade(competition, competing.submitted(theirs, tmp_path).read_bytes()).score
    assert found.mean > 2 * found.se > 0


def test_every_peer_has_a_program_of_its_name() -> None:
    folder = Path(competing.__file__).parent / "contestants"

    assert {path.stem for path in folder.glob("*.py")} == {*competing.PACKAGES, "reading", "__init__"}
    assert importlib.util.find_spec("flaml") is None  # what the peers need is no package of HASTE
