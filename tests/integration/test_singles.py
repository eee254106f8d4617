"""Techniques one by one: what changes a draft is judged on the same folds as the draft, kept, and not done again."""

import asyncio
from pathlib import Path

import pytest

from benchmarks.effects.reading import attempts_of
from benchmarks.singles.__main__ import Bench, Scored, compare
from haste.techniques import registry
from haste.techniques.blueprint import Blueprint
from tests.unit.techniques.examples import task_in

CHANGES = ("blend-linear", "one-hot")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(task_in(tmp_path / "price", "price").competition, home=tmp_path / "home", sandbox="process", folds=2, at_once=asyncio.Semaphore(2))


async def test_each_change_is_judged_once_and_kept(bench: Bench, tmp_path: Path) -> None:
    file = tmp_path / "kept.jsonl"
    others = set(registry.known("tabular")) - set(CHANGES)

    await compare(bench, done=others, file=file)
    found = attempts_of([file])
    await compare(bench, done=others | {one.technique for one in found}, file=file)

    assert {one.technique for one in found} == set(CHANGES)
    assert all(one.judged is not None and one.seconds > 0 for one in found)
    assert attempts_of([file]) == found


def test_an_effect_is_a_share_of_what_the_draft_gained_over_a_constant(bench: Bench) -> None:
    assert bench.dummy is not None
    draft = Blueprint(domain="tabular", approach="boosting"), Scored(scores=(bench.dummy - 2, bench.dummy - 2), seconds=1.0)
    better = Scored(scores=(bench.dummy - 2.5, bench.dummy - 2.5), seconds=3.0)

    attempt = bench.attempt(registry.find("one-hot"), draft, better)

    assert attempt.judged is not None
    assert attempt.judged.credit.effect == pytest.approx(0.25)
    assert (attempt.accepted, attempt.judged.credit.significant, attempt.seconds) == (True, 1, 3.0)


def test_a_change_that_fails_on_a_fold_says_nothing(bench: Bench) -> None:
    draft = Blueprint(domain="tabular", approach="boosting"), Scored(scores=(1.0, 1.0), seconds=1.0)

    attempt = bench.attempt(registry.find("one-hot"), draft, Scored(scores=(0.5,), seconds=3.0))

    assert (attempt.judged, attempt.accepted) == (None, False)
