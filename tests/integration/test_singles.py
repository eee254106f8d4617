"""Techniques one by one: what changes a draft is judged on the same folds as the draft, kept, and not done again."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

import pytest

from benchmarks.effects.reading import attempts_of
from benchmarks.singles.__main__ import Bench, Scored, compare
from haste.domains import registry as domains
from haste.techniques import registry
from haste.techniques.fitting import started
from haste.vocabulary.ids import RunId
from tests.unit.techniques.examples import task_in

CHANGES = ("blend-linear", "one-hot")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(task_in(tmp_path / "price", "price").competition, home=tmp_path / "home", sandbox="process", folds=2, at_once=asyncio.Semaphore(2))


def every(price: str, slugs: Iterable[str]) -> set[tuple[str, RunId]]:
    """All that could be compared with these techniques."""
    runs = [RunId(f"{price}.{one.name}{drafted}") for one in domains.find("tabular").approaches for drafted in ("", ".drafted")]
    return {(slug, run) for slug in slugs for run in runs}


async def test_each_change_and_each_part_of_a_draft_is_judged_once_and_kept(bench: Bench, tmp_path: Path) -> None:
    file, price = tmp_path / "kept.jsonl", bench.task.competition.id
    others = every(price, set(registry.known("tabular")) - set(CHANGES))

    await compare(bench, done=others, file=file)
    found = attempts_of([file])
    await compare(bench, done=others | {(one.technique, one.run) for one in found}, file=file)

    judged = {(one.technique, one.run) for one in found}
    assert {slug for slug, _ in judged} == set(CHANGES)
    assert ("one-hot", f"{price}.linear.drafted") in judged, "the draft through lines has it from the start"
    assert [slug for slug, run in judged if not run.endswith("drafted")].count("one-hot") == 1, "the best draft without it is changed"
    assert all(one.judged is not None and one.seconds > 0 for one in found)
    assert attempts_of([file]) == found


async def test_a_part_of_a_draft_is_worth_what_the_draft_loses_without_it(bench: Bench, tmp_path: Path) -> None:
    file, price, part = tmp_path / "kept.jsonl", bench.task.competition.id, "number-curves"
    run, variant = RunId(f"{price}.linear.drafted"), domains.find("tabular").approaches[0].variants[0]

    await compare(bench, done=every(price, registry.known("tabular")) - {(part, run)}, file=file)

    (found,) = attempts_of([file])
    whole, without = started(bench.task, "linear", variant), started(bench.task, "linear", [slug for slug in variant if slug != part])
    expected = bench.attempt(part, run, await bench.scored(without), await bench.scored(whole))
    assert (part in whole.slugs, part in without.slugs) == (True, False)
    assert found.judged is not None
    assert found.judged == expected.judged


def test_an_effect_is_a_share_of_what_the_draft_gained_over_a_constant(bench: Bench) -> None:
    assert bench.dummy is not None
    draft = Scored(scores=(bench.dummy - 2, bench.dummy - 2), seconds=1.0)
    better = Scored(scores=(bench.dummy - 2.5, bench.dummy - 2.5), seconds=3.0)

    attempt = bench.attempt("one-hot", RunId("price.boosting"), draft, better)

    assert attempt.judged is not None
    assert attempt.judged.credit.effect == pytest.approx(0.25)
    assert (attempt.accepted, attempt.judged.credit.significant, attempt.seconds) == (True, 1, 3.0)


def test_a_change_that_fails_on_a_fold_says_nothing(bench: Bench) -> None:
    draft = Scored(scores=(1.0, 1.0), seconds=1.0)

    attempt = bench.attempt("one-hot", RunId("price.boosting"), draft, Scored(scores=(0.5,), seconds=3.0))

    assert (attempt.judged, attempt.accepted) == (None, False)
