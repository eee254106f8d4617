"""`python -m benchmarks.singles --keep FILE.jsonl [TARGET...]`: each technique as one change to a draft, judged on a competition's folds.

A search tries a few of many techniques, and those upon what it has already. Here every approach of the domain is drafted in its usual way, and
each technique changes the best of the drafts that it can change; what a draft has from the start, but for its models, is judged by leaving it
out. No run is made, and no private answer is read. The trials go to the file one by one, and a call that was interrupted goes on.
`python -m benchmarks.effects FILE.jsonl` makes the page of them.
"""

import argparse
import asyncio
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import fmean

import msgspec

from benchmarks.effects.reading import Attempt, attempts_of, kept
from haste.actors.execution import Order, execute
from haste.competitions import introducing, targets
from haste.decisions.acceptance import advances
from haste.decisions.crediting import of_lift
from haste.domains import registry as domains
from haste.evaluation import scoring
from haste.evaluation.dummy import dummy_score
from haste.seeds import derive, of_executions
from haste.techniques.blueprint import Blueprint
from haste.techniques.fitting import applicable, changed, holds_together, started
from haste.techniques.rendering import render
from haste.techniques.task import Task
from haste.thresholds import CURRENT
from haste.vocabulary.competition import Competition, Split
from haste.vocabulary.ids import Iteration, RunId
from haste.vocabulary.scales import Stage, View
from haste.vocabulary.skill import Judged
from haste.vocabulary.solution import Resources
from haste.wiring import load


class Scored(msgspec.Struct, frozen=True, kw_only=True):
    """A solution on the folds; fewer scores where one failed."""

    scores: tuple[float, ...]
    seconds: float


class Bench:
    """One competition, its folds, and a sandbox to run solutions in.

    Args:
        competition: What is competed on.
        home: Where views and executions lie.
        sandbox: Kind, tried before.
        folds: At most so many are judged, from the first.
        at_once: Executions at one time.
    """

    def __init__(self, competition: Competition, *, home: Path, sandbox: str, folds: int, at_once: asyncio.Semaphore) -> None:
        shown = introducing.introduced(competition, Path(competition.public))
        assert shown.profile is not None
        assert shown.split is not None
        self.task = Task(competition=competition, profile=shown.profile)
        self.split: Split = msgspec.structs.replace(shown.split, seed=derive(0, competition.id, 0, "singles"))
        self.dummy = dummy_score(competition)
        self._home, self._sandbox, self._at_once = home, sandbox, at_once
        self._folds = range(min(folds, self.split.folds))

    async def scored(self, blueprint: Blueprint) -> Scored:
        """What a blueprint's solution scores."""
        resources = Resources(memory_bytes=CURRENT.memory_bytes, time_limit_s=CURRENT.time_limit_s)
        seed = of_executions(0, self.task.competition.id)
        code = render(blueprint, self.task, resources=resources, seed=seed).encode()
        results = await asyncio.gather(*(self._execute(code, fold, resources, seed) for fold in self._folds))
        return Scored(scores=tuple(score for score, _ in results if score is not None), seconds=sum(seconds for _, seconds in results))

    async def _execute(self, code: bytes, fold: int, resources: Resources, seed: int) -> tuple[float | None, float]:
        async with self._at_once:
            judged = await execute(
                Order(
                    competition=self.task.competition,
                    iteration=Iteration(1),
                    split=self.split,
                    stage=Stage.FOLD,
                    fold=fold,
                    code=code,
                    trusted=True,
                    resources=resources,
                    seed=seed,
                    sandbox=self._sandbox,
                    walled=False,
                    home=str(self._home),
                )
            )
        return judged.result.score, judged.result.wall_s

    def whole(self, scored: Scored) -> bool:
        """Whether every fold has a score."""
        return len(scored.scores) == len(self._folds)

    def better_first(self, drafts: Sequence[tuple[Blueprint, Scored]]) -> list[tuple[Blueprint, Scored]]:
        """Drafts that ran, by their mean."""
        sign = self.task.competition.metric.direction.sign
        return sorted((draft for draft in drafts if self.whole(draft[1])), key=lambda draft: -sign * fmean(draft[1].scores))

    def attempt(self, technique: str, run: RunId, parent: Scored, child: Scored) -> Attempt:
        """The trial of a technique, as a run would judge it on these folds alone."""
        competition = self.task.competition
        lift = scoring.lift_of_folds(child.scores, parent.scores, competition.metric.direction, self.split) if self.whole(child) else None
        credit = None
        if lift is not None and self.dummy is not None:
            beaten, direction = fmean(parent.scores), competition.metric.direction
            credit = of_lift(lift, beaten=beaten, dummy=self.dummy, whole=True, direction=direction, rules=CURRENT)
        told = {"technique": technique, "domain": competition.domain, "competition": competition.id, "iteration": Iteration(1), "run": run}
        return Attempt(
            **told,  # type: ignore[arg-type]  # names and values of one struct
            accepted=lift is not None and advances(lift, CURRENT),
            judged=Judged(**told, credit=credit) if credit else None,  # type: ignore[arg-type]  # the same
            seconds=child.seconds,
        )


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Two solutions, one with a technique and one without; what is drafted without a target may get another one in its place."""

    technique: str
    run: RunId  # told apart by the competition, the draft, and whether the draft is what has the technique
    without: tuple[Blueprint, Scored | None]  # None where it is not scored yet
    having: tuple[Blueprint, Scored | None]


async def compare(bench: Bench, *, done: set[tuple[str, RunId]], file: Path) -> None:
    """Try every technique that no earlier call tried here."""
    approaches = domains.find(bench.task.competition.domain).approaches
    ways = [started(bench.task, approach.name, approach.variants[0]) for approach in approaches]
    usable = [way for way in ways if holds_together(bench.task, way)]
    drafts = bench.better_first(list(zip(usable, await asyncio.gather(*map(bench.scored, usable)), strict=True)))

    async def judge(one: Comparison) -> None:
        parent, child = [scored or await bench.scored(blueprint) for blueprint, scored in (one.without, one.having)]
        if not bench.whole(parent):
            sys.stderr.write(f"{one.run} {one.technique}: what it would change fails\n")
            return
        attempt = bench.attempt(one.technique, one.run, parent, child)
        with file.open("ab") as kept_file:
            kept_file.write(kept([attempt]))
        effect = f"{attempt.judged.credit.effect:+.3f}" if attempt.judged else "says nothing"
        sys.stderr.write(f"{attempt.run} {attempt.technique}: {effect}, {attempt.seconds:.0f} s\n")

    wanted = [*_changes(bench.task, drafts), *_parts(bench.task, drafts)]
    await asyncio.gather(*(judge(one) for one in wanted if (one.technique, one.run) not in done))


def _changes(task: Task, drafts: Sequence[tuple[Blueprint, Scored]]) -> Iterable[Comparison]:
    """Each technique upon the best draft that it changes."""
    found: dict[str, Comparison] = {}
    for draft in drafts:
        run = RunId(f"{task.competition.id}.{draft[0].approach}")
        for technique in applicable(task, draft[0]):
            having = changed(task, technique, draft[0])
            found.setdefault(technique.slug, Comparison(technique=technique.slug, run=run, without=draft, having=(having, None)))
    return found.values()


def _parts(task: Task, drafts: Sequence[tuple[Blueprint, Scored]]) -> Iterable[Comparison]:
    """Each technique of each draft but its models, against the draft without it."""
    variants = {approach.name: approach.variants[0] for approach in domains.find(task.competition.domain).approaches}
    for draft in drafts:
        blueprint = draft[0]
        run = RunId(f"{task.competition.id}.{blueprint.approach}.drafted")
        for slug in (*blueprint.images, *blueprint.waves, *blueprint.copies, *blueprint.features, *blueprint.targets):
            without = started(task, blueprint.approach, [one for one in variants[blueprint.approach] if one != slug])
            if without != blueprint and holds_together(task, without):
                yield Comparison(technique=slug, run=run, without=(without, None), having=draft)


async def main() -> None:
    """Judge, and keep."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.singles", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", nargs="*", default=["lite"], metavar="TARGET", help="suites, ids or folders (default: lite)")
    parser.add_argument(
        "--keep", type=Path, required=True, metavar="FILE", help="where trials are kept, a JSON object a line; what is there is not done again"
    )
    parser.add_argument("--home", type=Path, default=Path(".haste"), help="where competitions and views lie (default: .haste)")
    parser.add_argument("--folds", type=int, default=3, help="at most, of each competition's folds (default: 3)")
    parser.add_argument("--at-once", type=int, default=2, help="executions at one time (default: 2)")
    said = parser.parse_args()
    home = said.home.absolute()
    _, walls, _ = load("haste.sandbox.choosing").choose("auto", home / "scratch")
    found = attempts_of([said.keep]) if said.keep.is_file() else []
    done, at_once = {(one.technique, one.run) for one in found}, asyncio.Semaphore(said.at_once)
    for competition in targets.resolve(said.targets, into=home / "competitions"):
        if competition.view is not View.DECLARED:
            bench = Bench(competition, home=home, sandbox=walls.sandbox, folds=said.folds, at_once=at_once)
            await compare(bench, done=done, file=said.keep)


if __name__ == "__main__":
    asyncio.run(main())
