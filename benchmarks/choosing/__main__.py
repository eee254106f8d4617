"""`python -m benchmarks.choosing HOME...`: what ways to choose would have gained on the recorded trials of these homes, in Markdown.

Each competition is met with what the others of its domain tell, and never with its own trials. A run picks nine of the techniques that were
judged in it; a pick is worth what that technique gained there on average, rejected trials as nothing, in the competition's mean accepted gain.
No code runs: what two changes do together, and what a draft has already, is not seen.
"""

import argparse
import math
import random
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import fmean

import msgspec

from benchmarks.choosing.ways import WAYS, Told, Way
from benchmarks.effects.reading import Attempt, attempts_of
from haste.decisions.effects import in_competition
from haste.projections.evidence import by_competition
from haste.vocabulary.ids import CompetitionId

PICKS, FIRST = 9, 4  # of a run of twelve trials that begins with three drafts; its first ones
RUNS = 200  # of each competition and way
GAIN_MAX = 5.0  # usual gains: one trial must not stand for all
RATIO_MIN = 0.01  # a way that gained nothing somewhere has a geometric mean all the same


class Trials(msgspec.Struct, frozen=True, kw_only=True):
    """What was judged in one competition."""

    competition: CompetitionId
    domain: str
    gains: dict[str, float]  # by technique, the mean over its trials in usual gains


class Gained(msgspec.Struct, frozen=True, kw_only=True):
    """What runs gain on average in one competition, in usual gains."""

    all: float
    first: float  # by the first picks


def main() -> None:
    """Read, replay, and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.choosing", description=__doc__)
    parser.add_argument("homes", nargs="+", type=Path, help="homes whose logs are read; a log may be named itself")
    sys.stdout.write(page(attempts_of(parser.parse_args().homes)))


def page(found: Sequence[Attempt], *, runs: int = RUNS) -> str:
    """The table: gains of each way over those of a choice by lot, means over competitions."""
    competitions = [one for one in trials(found) if any(told_to(one, found).values())]
    if not competitions:
        return "No competition has trials with a gain and another competition of its domain that tells something: nothing to replay.\n"
    gained = {name: [replayed(one, told_to(one, found), way, runs=runs) for one in competitions] for name, way in WAYS.items()}
    domains = sorted({one.domain for one in competitions})
    lines = [
        f"{len(found)} trials, {sum(one.accepted for one in found)} accepted; {len(competitions)} competitions, {runs} runs of each way on each.",
        "",
        f"| way | gain of {PICKS} trials, by lot = 1 | the same, geometric mean | first {FIRST} | {' | '.join(domains)} |",
        f"|---|---|---|---|{'---|' * len(domains)}",
    ]
    by_lot = gained["by lot"]
    for name, of in gained.items():
        ratios = [one.all / lot.all for one, lot in zip(of, by_lot, strict=True)]
        first = fmean(one.first / lot.first for one, lot in zip(of, by_lot, strict=True))
        geometric = math.exp(fmean(math.log(max(RATIO_MIN, ratio)) for ratio in ratios))
        apart = [fmean(ratio for ratio, one in zip(ratios, competitions, strict=True) if one.domain == domain) for domain in domains]
        lines.append(f"| {name} | {' | '.join(f'{figure:.2f}' for figure in (fmean(ratios), geometric, first, *apart))} |")
    return "\n".join([*lines, ""])


def trials(found: Iterable[Attempt]) -> list[Trials]:
    """What was judged in each competition that gained anything by a single change."""
    gathered: dict[CompetitionId, list[Attempt]] = {}
    for one in found:
        if one.judged is not None:
            gathered.setdefault(one.competition, []).append(one)
    made = (_trials(competition, ones) for competition, ones in sorted(gathered.items()))
    return [one for one in made if sum(one.gains.values()) > 0]


def told_to(competition: Trials, found: Iterable[Attempt]) -> Told:
    """Mean effect and error of each technique in each other competition of the domain."""
    judged: dict[str, list[Attempt]] = {}
    for one in found:
        if one.domain == competition.domain and one.competition != competition.competition and one.judged is not None:
            judged.setdefault(one.technique, []).append(one)
    return {
        technique: tuple((name, *in_competition(some)) for name, some in by_competition(tuple(one.judged for one in ones if one.judged)).items())
        for technique, ones in judged.items()
    }


def replayed(competition: Trials, told: Told, way: Way, *, runs: int) -> Gained:
    """What runs gain that choose in this way; the same in every call."""
    lot, whole, first = random.Random(0), [], []  # noqa: S311 - a replay that gives the same again
    for _ in range(runs):
        gains = _run(competition.gains, told, way, lot)
        whole.append(sum(gains))
        first.append(sum(gains[:FIRST]))
    return Gained(all=fmean(whole), first=fmean(first))


def _run(gains: Mapping[str, float], told: Told, way: Way, lot: random.Random) -> list[float]:
    left = sorted(gains)
    found: list[float] = []
    while left and len(found) < PICKS:
        picked = way(told, left, lot)
        left.remove(picked)
        found.append(gains[picked])
    return found


def _trials(competition: CompetitionId, ones: Sequence[Attempt]) -> Trials:
    accepted = [_gain(one) for one in ones if _gain(one) > 0]
    usual = fmean(accepted) if accepted else 1.0
    gathered: dict[str, list[float]] = {}
    for one in ones:
        gathered.setdefault(one.technique, []).append(min(GAIN_MAX, _gain(one) / usual))
    return Trials(competition=competition, domain=ones[0].domain, gains={technique: fmean(gains) for technique, gains in gathered.items()})


def _gain(one: Attempt) -> float:
    return max(0.0, one.judged.credit.effect) if one.accepted and one.judged is not None else 0.0


if __name__ == "__main__":
    main()
