"""What the offline author writes where pixels are declared: solutions that restore images, each one change away from another."""

import runpy
from pathlib import Path

import msgspec
import pandas as pd
import pytest

from haste.competitions import folder, profile
from haste.competitions.bundled import preparing
from haste.evaluation import declared, scoring, tables, views
from haste.evaluation.declared import Written
from haste.llm.offline import OfflineAuthor
from haste.techniques.blueprint import Blueprint, Setting, decode, encode
from haste.techniques.restoring import EVEN, FILTERS, SIDE, SIMILAR, UNSTUCK, WAVES, render_restoring
from haste.techniques.task import Task
from haste.vocabulary.brief import Brief, Reply
from haste.vocabulary.competition import Competition, Split
from haste.vocabulary.scales import Reason, Role, View
from haste.vocabulary.solution import Resources
from tests.unit.competitions import declaring
from tests.unit.competitions.restoring import BUNDLED
from tests.unit.llm.examples import after, brief, from_reply, suggested

RESOURCES = Resources(cpus=1, memory_bytes=2**30, time_limit_s=60.0)
author = OfflineAuthor()


@pytest.fixture(scope="module")
def halves(tmp_path_factory: pytest.TempPathFactory) -> Brief:
    """The first brief of a run on images that are half dark and half light."""
    place = tmp_path_factory.mktemp("halves")
    preparing.write(BUNDLED, place)
    return about(folder.load(place))


def about(competition: Competition) -> Brief:
    return msgspec.structs.replace(brief(domain="image"), competition=competition, profile=profile.profile(competition))


async def ask(asked: Brief) -> Reply:
    return await author.ask(author.request(asked))


async def test_drafts_start_in_different_ways_until_none_is_left(halves: Brief) -> None:
    asked, found = halves, []
    while (reply := await ask(asked)).value is not None:
        found.append(suggested(reply))
        asked = after(asked, reply)

    assert [decode(suggestion.blueprint).models for suggestion in found] == [("linear",), ("hist-boosting",), ("neural-network",), ("hist-boosting",)]
    assert len({decode(suggestion.blueprint).approach for suggestion in found}) == 4
    for suggestion in found:
        compile(suggestion.code, "solution.py", "exec")
        assert (suggestion.cause, suggestion.resources.gpus) == (None, 0.0)


async def test_an_improvement_changes_one_thing_and_none_comes_twice(halves: Brief) -> None:
    first = await ask(halves)
    asked = from_reply(after(halves, first, accepted=True), first)
    start, seen = decode(suggested(first).blueprint), []
    for _ in range(12):
        reply = await ask(asked)
        seen.append(decode(suggested(reply).blueprint))
        asked = after(asked, reply)

    assert len({encode(blueprint) for blueprint in (start, *seen)}) == 13
    for blueprint in seen:
        changed = {name for name, _ in set(blueprint.settings.items()) ^ set(start.settings.items())}
        assert (len(changed) == 1) != (blueprint.models != start.models)
        assert not {name: value for name, value in blueprint.settings.items() if value is False or (name, value) == (SIDE, 1)}


async def test_after_a_failure_something_lighter_comes_and_then_nothing(halves: Brief) -> None:
    heavy = Blueprint(domain="image", approach="x", models=("lightgbm",), settings={SIDE: 9, SIMILAR: True, WAVES: True, "num_leaves": 63})
    first = msgspec.structs.replace(suggested(await ask(halves)), blueprint=encode(heavy))
    asked = from_reply(halves, Reply(value=first, raw=b"", calls=(), author="offline"), role=Role.DEBUG, reason=Reason.WALL_LIMIT)
    found = []
    while (reply := await ask(asked)).value is not None:
        found.append(decode(suggested(reply).blueprint))
        asked = after(asked, reply)

    assert [(blueprint.models, blueprint.settings) for blueprint in found] == [
        (("lightgbm",), {SIDE: 9, WAVES: True, "num_leaves": 63}),
        (("linear",), {SIDE: 3}),
    ]


@pytest.mark.parametrize("role", [Role.MERGE, Role.PLAN])
async def test_nothing_is_merged_or_planned(role: Role, halves: Brief) -> None:
    assert (await ask(msgspec.structs.replace(halves, role=role, ideas=(2, 2)))).value is None


@pytest.mark.parametrize("form", ["no images", "one number for each image", "two numbers for each image", "all but one pixel", "in train.csv"])
async def test_where_answers_are_no_pixels_of_images_nothing_is_proposed(form: str, tmp_path: Path) -> None:
    place = tmp_path / "a"
    if form == "no images":
        declaring.write(place)
    else:
        preparing.write(BUNDLED, place)
        answer_otherwise(place / "prepared" / "public", form)
    other = about(folder.load(place))

    assert (other.competition.view, other.profile.pixels) == (View.DECLARED, False)
    assert (await ask(other)).value is None


def answer_otherwise(public: Path, form: str) -> None:
    """Other answers for the same images."""
    for rows, answers in (("train", declared.ANSWERS), ("test", "sample_submission.csv")):
        table, ids = tables.read(public / answers), tables.read(public / f"{rows}.csv")["id"]
        match form:
            case "one number for each image" | "in train.csv":
                table = pd.DataFrame({"id": ids, "value": [str(number % 5) for number in range(len(ids))]})
            case "two numbers for each image":
                table = pd.DataFrame({"id": [f"{row}_{part}" for row in ids for part in "01"], "value": ["1", "2"] * len(ids)})
            case _:
                table = table[~table["id"].str.endswith("_0_0")]
        tables.write(table, public / answers)
    if form == "in train.csv":
        tables.write(tables.read(public / declared.ANSWERS), public / "train.csv")
        (public / declared.ANSWERS).unlink()
        (public.parent.parent / "config.yaml").write_text("view: declared\nmetric: rmse\n", encoding="utf-8")


async def test_a_profile_that_does_not_tell_pixels_is_taken_as_it_was(halves: Brief) -> None:
    untold = msgspec.structs.replace(halves, profile=msgspec.structs.replace(halves.profile, pixels=msgspec.UNSET))

    assert halves.profile.pixels is True
    assert b"pixels" not in msgspec.json.encode(untold.profile)
    assert (await ask(untold)).value == (await ask(halves)).value


@pytest.mark.parametrize("made", ["draft", "everything"])
async def test_a_solution_restores_images_and_declares_what_it_says_of_folds(
    made: str, halves: Brief, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    competition = halves.competition
    code = suggested(await ask(halves)).code
    if made == "everything":
        settings: dict[str, Setting] = {
            UNSTUCK: True,
            EVEN: True,
            SIDE: 7,
            FILTERS: True,
            SIMILAR: True,
            WAVES: True,
            "pixels": 2000,
            "penalty": 30.0,
        }
        blueprint = Blueprint(domain="image", models=("linear",), settings=settings)
        code = render_restoring(blueprint, Task(competition=competition, profile=halves.profile), resources=RESOURCES, seed=1)
    split = Split(folds=2, seed=3)
    shown = [views.fold_view(competition, split, fold, folder=tmp_path) for fold in range(split.folds)]
    for name, value in {"INPUT": shown[0].input, "OUTPUT": tmp_path / "submission.csv", "OUT_OF_FOLD": tmp_path / "out_of_fold.csv"}.items():
        monkeypatch.setenv(name, str(value))
    (tmp_path / "solution.py").write_text(code, encoding="utf-8")

    runpy.run_path(str(tmp_path / "solution.py"), run_name="__main__")

    written = Written(out_of_fold=(tmp_path / "out_of_fold.csv").read_bytes(), submission=(tmp_path / "submission.csv").read_bytes())
    answers = [tables.read(view.answers) for view in shown]
    declared.see_that_it_is_whole(written, answers, competition)
    scores = [scoring.score(declared.of_fold(written, truth, competition), truth, competition) for truth in answers]
    assert max(scores) < 16  # the noise is 25
    scoring.check(written.submission, tables.read(Path(competition.public) / "sample_submission.csv"), competition)


def test_a_suggestion_says_what_it_is_made_of(halves: Brief) -> None:
    task = Task(competition=halves.competition, profile=halves.profile)
    blueprint = Blueprint(domain="image", models=("linear",), settings={SIDE: 5, SIMILAR: True, UNSTUCK: True})

    code = render_restoring(blueprint, task, resources=RESOURCES, seed=1)

    assert "- similar places\n- stuck pixels replaced\n- patches of 5 x 5\n- a linear model\n" in code
    assert "strong_waves" not in code
