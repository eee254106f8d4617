"""Makes teams of pipelines. All that a team chooses, it chooses by its scores on rows held out from the training set."""

from collections.abc import Callable, Sequence

import msgspec
import numpy as np

from benchmarks.leaderboards.pipeline import Array, Pipeline, Side

RANDOM, SPARE, AVERAGES, TUNED = 34, 22, 9, 26  # teams of one random pipeline; further such pipelines to try; averages; tuned teams


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """One pipeline with what it says of both sides, and how well it did on the one whose labels a team has."""

    name: str
    held_out: Array
    test: Array
    loss: float  # on the rows held out, lower is better


class Team(msgspec.Struct, frozen=True, kw_only=True):
    """Name and predictions for the test set."""

    name: str
    test: Array


class Trainer(msgspec.Struct, frozen=True, kw_only=True):
    """What a team has at home: its rows, a part of them held out, and the metric."""

    home: Side  # a part of the training set against the rows held out
    truth: Array  # of the rows held out
    away: Side  # the training set against the test set
    loss: Callable[[Array, Array], float]  # truth, predicted: lower is better
    level: Callable[[Array], Array]  # brings predictions to one scale before they are averaged

    def run(self, pipeline: Pipeline) -> Tried:
        """Try a pipeline at home, and fit it on everything."""
        held_out = self.level(pipeline.predict(self.home))
        return Tried(name=pipeline.name, held_out=held_out, test=self.level(pipeline.predict(self.away)), loss=self.loss(self.truth, held_out))


def teams(trainer: Trainer, known: Sequence[Tried], strong: Sequence[Tried], drawn: Sequence[Tried], chance: np.random.Generator) -> list[Team]:
    """All teams of a competition.

    Args:
        trainer: Tells the metric on the rows held out.
        known: Plain defaults.
        strong: Pipelines made by hand.
        drawn: Random pipelines; the first RANDOM are teams of their own.
        chance: The only source of it.
    """
    found = [Team(name=one.name, test=one.test) for one in (*known, *strong, *drawn[:RANDOM])]
    for number in range(AVERAGES):
        chosen = [strong[place] for place in chance.permutation(len(strong))[: 2 + number % 3]]
        found.append(
            Team(name=f"average {number + 1}: {' + '.join(sorted(one.name for one in chosen))}", test=np.mean([one.test for one in chosen], axis=0))
        )
    pool = [*strong, *drawn]
    for number in range(TUNED):
        tried = [pool[place] for place in chance.permutation(len(pool))[: int(chance.integers(5, 21))]]
        blend = blended(tried, trainer)
        name = f"tuned {number + 1}: tried {len(tried)}, kept {len({one.name for one in blend})}"
        found.append(Team(name=name, test=np.mean([one.test for one in blend], axis=0)))
    return found


def blended(tried: Sequence[Tried], trainer: Trainer, *, picks_max: int = 8) -> list[Tried]:
    """Start from the two best pipelines and add, again and again, the one that lowers the loss of the average most; stop when none does."""
    blend = sorted(tried, key=lambda one: one.loss)[:2]
    best = trainer.loss(trainer.truth, np.mean([one.held_out for one in blend], axis=0))
    while len(blend) < picks_max:
        total = np.sum([one.held_out for one in blend], axis=0)
        losses = [trainer.loss(trainer.truth, (total + one.held_out) / (len(blend) + 1)) for one in tried]
        if min(losses) >= best:
            break
        best = min(losses)
        blend.append(tried[int(np.argmin(losses))])
    return blend
