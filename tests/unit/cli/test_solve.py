"""What a person says of own data at the command line, and what lies beside the submission afterwards."""

import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import msgspec
import pytest

from haste.actors.settings import Settings
from haste.cli.kaggle import with_paths
from haste.cli.requirements import requirements, write_requirements
from haste.events.run import RunFinished, RunStarted
from haste.events.sweep import SweepFinished, SweepStarted
from haste.store.blobs import FileBlobs
from haste.vocabulary.competition import Relation
from haste.vocabulary.ids import run_id
from haste.vocabulary.scales import SplitKind, Status
from tests.builders import NOW, submitted
from tests.unit.cli.homes import Desk
from tests.unit.cli.troupe import Troupe, happens, started_of, stopped

SOLUTION = b'"""Predict."""\n\nfrom __future__ import annotations\n\nimport os\n\nimport msgspec\n'


@pytest.fixture
def sales(tmp_path: Path) -> Path:
    """One table of a person's own."""
    path = tmp_path / "sales.csv"
    path.write_text("no;code;who;kind;amount\n" + "".join(f"{n};k{n};p{n % 6};{'ab'[n % 2]};{n % 9},5\n" for n in range(40)), encoding="utf-8")
    return path


def started(troupe: Troupe) -> SweepStarted:
    return started_of(troupe.told[-1][0])


def test_what_is_said_of_the_data_is_what_the_sweep_starts_with(desk: Desk, troupe: Troupe, sales: Path) -> None:
    said = ("--target", "kind", "--id", "code", "--metric", "accuracy", "--domain", "text", "--split", "grouped:who")

    answer = desk.types("solve", str(sales), *said)

    assert answer.code == 0, answer.err
    (competition,) = started(troupe).competitions
    assert (competition.id, competition.target, competition.id_column) == ("sales", ("kind",), "code")
    assert (competition.metric.name, competition.domain) == ("accuracy", "text")
    assert competition.split == Relation(kind=SplitKind.GROUPED, column="who")


def test_what_is_not_said_is_inferred_and_shown_with_its_reason(desk: Desk, troupe: Troupe, sales: Path) -> None:
    answer = desk.types("solve", str(sales))

    assert (answer.code, len(troupe.told)) == (0, 1)
    told = [json.loads(line)["event"] for line in answer.err.splitlines()]
    assert "sales.csv: values are separated by semicolons" in told
    assert "decimal commas written as points in 'amount', such as '0,5'" in told
    assert "target: amount, since it is the last column; --target COLUMN says otherwise" in told
    assert "id column: no, since its values, each there once, say nothing else; --id COLUMN says otherwise" in told
    assert "metric: rmse (minimize), usual for numbers; --metric NAME says otherwise" in told
    assert any(line.startswith("domain: tabular, since") for line in told)
    assert any(line.startswith("no test table: held out 8 of 40 rows") for line in told)


def test_files_are_named_one_by_one(desk: Desk, troupe: Troupe, own_data: Path) -> None:
    for before, after in (("train.csv", "jan.csv"), ("test.csv", "may.csv")):
        (own_data / before).rename(own_data / after)
    sample = own_data / "form.csv"
    sample.write_text("id,answer\n50,0\n51,0\n", encoding="utf-8")

    answer = desk.types("solve", "--train", str(own_data / "jan.csv"), "--test", str(own_data / "may.csv"), "--sample", str(sample), "--target", "y")

    assert answer.code == 0, answer.err
    (competition,) = started(troupe).competitions
    assert (competition.id, competition.answer_columns, competition.target) == ("jan", ("answer",), ("y",))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--train", "a.csv", "b"), "not allowed with argument"),
        (("a", "--split", "grouped"), "expected random, or one of grouped, later, interleaved with a column"),
        (("a", "--split", "random:x"), "found 'random:x'"),
        (("a", "--test", "nowhere.csv"), "nowhere.csv: expected a file, found none"),
        (("a", "--sample", "."), "expected a file, found a folder"),
        (("a", "--kaggle", "My Data"), "name of a Kaggle data set"),
    ],
)
def test_what_does_not_fit_together_is_wrong_use(desk: Desk, words: tuple[str, ...], message: str) -> None:
    answer = desk.types("solve", *words)

    assert (answer.code, answer.out) == (2, "")
    assert message in answer.err


def submits(settings: Settings) -> None:
    """The run of the one competition ends with a solution."""
    (competition,) = started_of(settings).competitions
    run = run_id(settings.sweep, competition.id)
    blobs = FileBlobs(Path(settings.home) / "blobs")
    chosen = submitted(solution=blobs.put(SOLUTION), submission=blobs.put(b"id,y\n"))
    happens(
        settings,
        RunStarted(run=run, sweep=settings.sweep, competition=competition.id, round=1, now=NOW),
        msgspec.structs.replace(chosen, run=run),
        RunFinished(run=run, status=Status.SUCCEEDED, reason=None, message="", now=NOW),
        SweepFinished(sweep=settings.sweep, valid=1, now=NOW),
    )


def test_a_solution_comes_with_what_it_needs_and_on_request_with_a_copy_for_kaggle(desk: Desk, troupe: Troupe, own_data: Path) -> None:
    troupe.act = submits

    answer = desk.types("solve", str(own_data), "--kaggle", "my-pets", "--json")

    (run,) = json.loads(answer.out)["runs"]
    folder = Path(run["solution"]).parent
    assert sorted(path.name for path in folder.iterdir()) == ["requirements.txt", "solution.py", "solution_kaggle.py", "submission.csv"]
    assert (folder / "solution.py").read_bytes() == SOLUTION
    assert (folder / "requirements.txt").read_text(encoding="utf-8") == f"msgspec=={version('msgspec')}\n"
    assert '"/kaggle/input/my-pets"' in (folder / "solution_kaggle.py").read_text(encoding="utf-8")
    last = json.loads(answer.err.splitlines()[-1])
    assert (last["event"], last["as_data_set"]) == ("copy for Kaggle written", "my-pets")
    assert Path(last["upload"], "train.csv").is_file()


def test_a_sweep_that_was_interrupted_still_brings_the_copy_for_kaggle(desk: Desk, troupe: Troupe, own_data: Path) -> None:
    troupe.act = stopped
    assert desk.types("solve", str(own_data), "--kaggle", "my-pets").code == 130
    troupe.act = submits

    answer = desk.types("resume", "--json")

    (run,) = json.loads(answer.out)["runs"]
    assert '"/kaggle/input/my-pets"' in Path(run["solution"]).with_name("solution_kaggle.py").read_text(encoding="utf-8")


def test_a_run_without_a_solution_leaves_no_copy(desk: Desk, troupe: Troupe, own_data: Path) -> None:
    answer = desk.types("solve", str(own_data), "--kaggle", "my-pets")

    assert (answer.code, len(troupe.told), "Kaggle" in answer.err) == (0, 1, False)
    assert not (desk.home / "submissions").exists()


def test_the_copy_sets_its_paths_after_what_python_wants_first_and_before_all_else(tmp_path: Path) -> None:
    source = SOLUTION.decode() + 'print(os.environ["INPUT"], os.environ["OUTPUT"], __doc__)\n'
    (tmp_path / "copy.py").write_text(with_paths(source, "my-pets"), encoding="utf-8")
    mine = {name: value for name, value in os.environ.items() if name not in ("INPUT", "OUTPUT")}

    printed = [
        subprocess.run([sys.executable, tmp_path / "copy.py"], env=mine | more, capture_output=True, text=True, check=True).stdout.strip()
        for more in ({}, {"INPUT": "here"})
    ]

    assert printed == ["/kaggle/input/my-pets /kaggle/working/submission.csv Predict.", "here /kaggle/working/submission.csv Predict."]


def test_requirements_are_the_packages_behind_the_imports_in_the_versions_installed() -> None:
    source = (
        "import os, sys\nimport numpy as np\nfrom sklearn.linear_model import Ridge\nfrom PIL import Image\nimport nowhere.at_all\nfrom . import x\n"
    )

    assert requirements(source) == (
        "# nowhere: no installed package brings it",
        f"numpy=={version('numpy')}",
        f"pillow=={version('pillow')}",
        f"scikit-learn=={version('scikit-learn')}",
    )


def test_requirements_of_an_ensemble_are_those_of_its_members_too(tmp_path: Path) -> None:
    (tmp_path / "members").mkdir()
    for name, source in (("solution", "import numpy\n"), ("members/trial-1", "import numpy, sklearn\n"), ("members/trial-2", "import PIL\n")):
        (tmp_path / f"{name}.py").write_text(source, encoding="utf-8")

    found = write_requirements(tmp_path / "solution.py").read_text(encoding="utf-8")

    assert [line.partition("==")[0] for line in found.splitlines()] == ["numpy", "pillow", "scikit-learn"]


def test_requirements_are_written_once(tmp_path: Path) -> None:
    (tmp_path / "solution.py").write_text("import numpy\n", encoding="utf-8")
    path = write_requirements(tmp_path / "solution.py")
    path.write_text("mine\n", encoding="utf-8")

    assert write_requirements(tmp_path / "solution.py").read_text(encoding="utf-8") == "mine\n"
