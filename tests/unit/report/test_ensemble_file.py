"""The file that an ensemble is handed over as gives what the host gave, and needs nothing of HASTE."""

import ast
import runpy
from pathlib import Path

import msgspec
import pytest

from haste.cli.kaggle import with_paths
from haste.evaluation import ensembling, tables
from haste.evaluation.ensembling import Fold
from haste.report.ensemble_file import Parts, ensemble_file
from haste.vocabulary.competition import Metric
from haste.vocabulary.ids import Iteration
from haste.vocabulary.judgement import Member
from haste.vocabulary.scales import AnswerForm, Blend, Direction
from tests.builders import competition

SOURCE = """\
import os

with open(os.environ["OUTPUT"], "w") as file:
    file.write({written!r})
"""
IDS, AS_NUMBERS = ("07", "8", "9"), ("7", "8", "9.0")
CLASSES = ("1", "2", "3")


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """What two members say of three rows, under one form and metric."""

    form: AnswerForm
    metric: str
    blend: Blend
    columns: tuple[str, ...] = ("y",)
    said: tuple[tuple[str, str, str], tuple[str, str, str]]


CASES = (
    Case(form=AnswerForm.VALUE, metric="rmse", blend=Blend.MEANS, said=(("1", "2.5", "3"), ("3", "2.5", "5"))),
    Case(form=AnswerForm.VALUE, metric="rmsle", blend=Blend.LOGARITHMS, columns=("y", "z"), said=(("1,7", "2,7", "3,7"), ("0,1", "0,2", "9,3"))),
    Case(form=AnswerForm.PROBABILITY, metric="auc", blend=Blend.RANKS, said=((".1", ".9", ".5"), (".8", ".9", ".5"))),
    Case(
        form=AnswerForm.CLASS_PROBABILITIES,
        metric="log_loss",
        blend=Blend.SHARES,
        columns=("no", "yes"),
        said=(("1,1", "1,0", ".2,.2"), ("0,1", ".4,.4", "1,0")),
    ),
    Case(form=AnswerForm.LABEL, metric="accuracy", blend=Blend.VOTES, said=(("1", "2", "2"), ("1.0", "1", "2"))),
    Case(form=AnswerForm.RANKED_LABELS, metric="map_at_2", blend=Blend.POINTS, said=(("1 2 3", "2 1", "3 1"), ("2 3 1", "2 3", "1 3"))),
)


def csv(ids: tuple[str, ...], columns: tuple[str, ...], rows: tuple[str, ...], *, backwards: bool = False) -> str:
    lines = [f"{row},{said}\n" for row, said in zip(ids, rows, strict=True)]
    return f"id,{','.join(columns)}\n" + "".join(lines[::-1] if backwards else lines)


def parts_of(blend: Blend, answers: tuple[str, ...], sources: tuple[str, ...], *, places: int = 0) -> Parts:
    members = (Member(iteration=Iteration(4), weight=2 / 3), Member(iteration=Iteration(1), weight=1 / 3))
    return Parts(
        members=members,
        sources=sources,
        blend=blend,
        places=places,
        id_column="id",
        shares_id_column="id_",
        answer_columns=answers,
        classes=CLASSES,
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.blend)
def test_the_file_writes_what_the_host_wrote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: Case) -> None:
    metric = Metric(name=case.metric, direction=Direction.MAXIMIZE)
    given = msgspec.structs.replace(competition(), form=case.form, metric=metric, answer_columns=case.columns, classes=CLASSES)
    (tmp_path / "sample_submission.csv").write_text(csv(IDS, case.columns, case.said[0]), encoding="utf-8")
    written = csv(IDS, case.columns, case.said[0]), csv(AS_NUMBERS, case.columns, case.said[1], backwards=True)
    parts = parts_of(case.blend, case.columns, tuple(SOURCE.format(written=text) for text in written), places=2)
    sample = tables.read(tmp_path / "sample_submission.csv")
    rows = Fold(submissions=tuple(text.encode() for text in written), answers=sample)
    host = ensembling.submission(rows, [2 / 3, 1 / 3], given, case.blend)
    monkeypatch.setenv("INPUT", str(tmp_path))
    monkeypatch.setenv("OUTPUT", str(tmp_path / "submission.csv"))

    (tmp_path / "solution.py").write_text(ensemble_file(parts), encoding="utf-8")
    runpy.run_path(str(tmp_path / "solution.py"), run_name="__main__")

    assert (tmp_path / "submission.csv").read_bytes() == host


def test_members_are_asked_how_sure_they_were_and_one_that_does_not_say_is_sure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shares = csv(AS_NUMBERS, CLASSES, (".3,.6,.1", ".5,.5,0", "0,.2,.8"), backwards=True)
    beside_a_namesake = shares.replace("id,", "id_,", 1)
    labels = csv(IDS, ("y",), ("2", "1", "3")), csv(IDS, ("y",), ("1.0", "2", "1"))
    surely = SOURCE.format(written=labels[0]) + SOURCE.format(written=beside_a_namesake).replace("OUTPUT", "CLASS_SHARES")
    given = msgspec.structs.replace(competition(), form=AnswerForm.LABEL, classes=CLASSES)
    (tmp_path / "sample_submission.csv").write_text(labels[0], encoding="utf-8")
    sample = tables.read(tmp_path / "sample_submission.csv")
    rows = Fold(submissions=tuple(text.encode() for text in labels), shares=(shares.encode(), None), answers=sample)
    host = ensembling.submission(rows, [2 / 3, 1 / 3], given, Blend.LIKELIEST)
    monkeypatch.setenv("INPUT", str(tmp_path))
    monkeypatch.setenv("OUTPUT", str(tmp_path / "submission.csv"))

    (tmp_path / "solution.py").write_text(
        ensemble_file(parts_of(Blend.LIKELIEST, ("y",), (surely, SOURCE.format(written=labels[1])))), encoding="utf-8"
    )
    runpy.run_path(str(tmp_path / "solution.py"), run_name="__main__")

    assert (tmp_path / "submission.csv").read_bytes() == host == b"id,y\n07,1\n8,2\n9,3\n"


@pytest.mark.parametrize("source", ["x = 1\n", "x = '''1'''\n", "x = '1'", "x = r'\\n'\n", "# \\", "x = 1\r\n"])
def test_the_source_of_a_member_stands_in_the_file_as_it_is(source: str) -> None:
    text = ensemble_file(parts_of(Blend.MEANS, ("y",), (source, "y = 2\n")))

    (members,) = (node.value for node in ast.parse(text).body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "MEMBERS")
    assert ast.literal_eval(members) == {"trial 4": (2 / 3, source), "trial 1": (1 / 3, "y = 2\n")}


def test_the_file_imports_nothing_but_numpy_pandas_and_python_and_takes_kaggles_paths() -> None:
    text = ensemble_file(parts_of(Blend.MEANS, ("y",), ("x = 1\n", "y = 2\n")))

    assert "haste" not in text.lower()
    assert with_paths(text, "pets").index("/kaggle/input/pets") < with_paths(text, "pets").index("import numpy")
