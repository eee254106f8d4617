"""`python -m benchmarks.ensembles HOME...`: what ways to make an ensemble bring on the recorded trials of these homes, in Markdown.

An ensemble answers each fold as it was made on the others, and its lift is that over the best accepted solution of its run alone, in shares
of what that one gains over the best constant. No code runs. Where a way makes no ensemble, or one that the rule does not keep, a run gains
nothing by it.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import fmean, median

import msgspec

from haste.actors.ensembling import Ensembles
from haste.decisions.acceptance import advances
from haste.decisions.ensembling import members
from haste.ports import EventLog
from haste.projections import run as runs
from haste.projections.following import Follower
from haste.projections.run import RunState
from haste.thresholds import CURRENT, Thresholds
from haste.vocabulary.ids import run_id, run_stream, sweep_stream
from haste.wiring import closing_log, open_blobs
from replay.past import started_sweeps

WAYS: dict[str, Thresholds] = {
    "the best three accepted (rules before 3)": replace(CURRENT, ensemble_candidates=0),
    "up to two of all that were judged on all folds": replace(CURRENT, ensemble_members=2),
    "up to three of them (the rule)": CURRENT,
    "up to three, twelve parts": replace(CURRENT, ensemble_parts=12),
    "up to four, twelve parts": replace(CURRENT, ensemble_members=4, ensemble_parts=12),
    "up to five, twelve parts": replace(CURRENT, ensemble_members=5, ensemble_parts=12),
}


class Gain(msgspec.Struct, frozen=True, kw_only=True):
    """What an ensemble would have brought to one run, in shares of what its best solution gains over the best constant."""

    competition: str
    lift: float  # 0 where there is none
    kept: bool  # by the acceptance rule
    members: int  # with a say


def main() -> None:
    """Read, blend, and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ensembles", description=__doc__)
    parser.add_argument("homes", nargs="+", type=Path, help="homes whose logs are read; a log in a home may be named itself")
    found: dict[str, list[Gain]] = {name: [] for name in WAYS}
    for one in parser.parse_args().homes:
        home, file = (one, one / "log.sqlite") if one.is_dir() else (one.parent, one)
        ensembles = Ensembles(open_blobs(str(home)), home=str(home.resolve()))
        with closing_log(f"sqlite:{file}", read_only=True) as log:
            for state in finished(log):
                for name, gain in gains(state, ensembles).items():
                    found[name].append(gain)
    sys.stdout.write(page(found))


def finished(log: EventLog) -> Iterator[RunState]:
    """The finished runs of a log that were judged on several folds."""
    for started in started_sweeps(log):
        for competition in started.competitions:
            run = run_id(started.sweep, competition.id)
            follower = Follower(log, (sweep_stream(started.sweep), run_stream(run)), RunState(run=run), runs.evolve)
            follower.catch_up()
            tree = follower.state.tree
            if tree.finished is not None and tree.split is not None and tree.split.split.folds > 1:
                yield follower.state


def gains(state: RunState, ensembles: Ensembles) -> dict[str, Gain]:
    """What each way brings to a run; nothing where its best solution is no better than a constant, or none was accepted."""
    scale = _scale(state)
    return {} if scale is None else {name: _gain(state, rules, ensembles, scale) for name, rules in WAYS.items()}


def page(found: dict[str, list[Gain]]) -> str:
    """The table: means over runs, and over all but the one competition that gains most."""
    every = next(iter(found.values()))
    if not every:
        return "No run of these logs has an accepted solution that is better than a constant, on more than one fold.\n"
    most = max({one.competition for one in every}, key=lambda name: sum(one.lift for of in found.values() for one in of if one.competition == name))
    lines = [
        f"{len(every)} runs on {len({one.competition for one in every})} competitions.",
        "",
        f"| way | mean lift | without {most} | median | better in | kept | mean lift of what is kept, over all runs | members |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, of in found.items():
        lifts, made = [one.lift for one in of], [one.members for one in of if one.members > 1]
        figures = (
            f"{fmean(lifts):+.4f}",
            f"{fmean([one.lift for one in of if one.competition != most] or [0.0]):+.4f}",
            f"{median(lifts):+.4f}",
            f"{fmean(lift > 0 for lift in lifts):.0%}",
            f"{fmean(one.kept for one in of):.0%}",
            f"{fmean(one.lift if one.kept else 0.0 for one in of):+.4f}",
            f"{fmean(made or [0]):.1f}",
        )
        lines.append(f"| {name} | {' | '.join(figures)} |")
    return "\n".join([*lines, ""])


def _scale(state: RunState) -> float | None:
    """What the best accepted solution gains over the best constant; None where that is nothing, or where there is none."""
    tree, direction = state.tree, state.competition.metric.direction
    assert tree.split is not None
    dummy = tree.profiled.dummy_score if tree.profiled else None
    folds = tree.split.split.folds
    means = [direction.sign * fmean(scores) for trial in tree.trials if trial.sound and len(scores := trial.scores(folds)) == folds]
    gained = max(means) - direction.sign * dummy if means and dummy is not None else 0.0
    return gained if gained > 0 else None


def _gain(state: RunState, rules: Thresholds, ensembles: Ensembles, scale: float) -> Gain:
    nothing = Gain(competition=state.competition.id, lift=0.0, kept=False, members=0)
    made = ensembles.judged(state, rules) if members(state.tree, state.competition.metric.direction, rules) else None
    if made is None or made.lift is None:
        return nothing
    heard = sum(weight > 0 for weight in made.weights)
    kept = heard > 1 and advances(made.lift, rules)
    return Gain(competition=state.competition.id, lift=made.lift.mean / scale, kept=kept, members=heard)


if __name__ == "__main__":
    main()
