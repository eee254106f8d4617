"""Judges the trials of a run again, look by look, from the scores that were recorded."""

from collections.abc import Iterator
from statistics import fmean

import msgspec

from haste.commands import JudgeProposal
from haste.decisions import acceptance
from haste.events.codec import typed
from haste.events.event import Event, Recorded
from haste.events.run import ProposalAccepted, ProposalRejected
from haste.ports import EventLog
from haste.projections import search_tree
from haste.projections.search_tree import SearchTree, Trial
from haste.statistics import overlap_corrected_se
from haste.thresholds import Thresholds
from haste.vocabulary.ids import RunId, run_stream
from haste.vocabulary.judgement import Lift
from haste.vocabulary.scales import Direction, Stage

Verdict = ProposalAccepted | ProposalRejected
_METHOD = "folds-overlap-corrected"


def verdicts(log: EventLog, run: RunId, direction: Direction, rules: Thresholds) -> Iterator[tuple[Recorded, Event | None]]:
    """Each verdict of a run as recorded, with the one that the rule gives on what had been recorded before it.

    Args:
        log: Where the events are.
        run: Its id.
        direction: Of its metric.
        rules: To judge by.

    Yields:
        None in place of a verdict where the rule would have asked for folds that nobody has executed.
    """
    tree = SearchTree()
    for recorded in typed(log.read(run_stream(run))):
        if isinstance(recorded.event, Verdict):
            yield recorded, judged_again(recorded.event, tree, direction, rules)
        tree = search_tree.evolve(tree, recorded.event)


def judged_again(event: Verdict, tree: SearchTree, direction: Direction, rules: Thresholds) -> Event | None:
    """What the rule says of a trial at its first look that decides; None where that look needs folds that were not executed.

    Args:
        event: The verdict as recorded.
        tree: The run as it stood before it.
        direction: Of its metric.
        rules: To judge by.
    """
    if event.iteration > len(tree.trials):
        return None
    trial = tree.trial(event.iteration)
    folds = tree.split.split.folds if tree.split else 0
    for look in _looks(trial, folds, rules):
        then = _as_of(tree, trial, look)
        seen = then.trial(event.iteration)
        if not seen.declined and seen.failure is None and len(seen.scores(look)) < look:
            return None
        command = JudgeProposal(
            run=event.run,
            iteration=event.iteration,
            direction=direction,
            lift=_lift(tree, trial, event, direction) if look == folds else None,
            read_to=event.read_to,
            now=event.now,
        )
        if decided := acceptance.decide(command, then, rules):
            return decided[0]
    return None


def _looks(trial: Trial, folds: int, rules: Thresholds) -> tuple[int, ...]:
    """Numbers of folds after which the trial is looked at: a draft's screening, or the early looks and the last one."""
    return (1,) if trial.step.against is None else (*(look for look in rules.race_looks if look < folds), folds)


def _as_of(tree: SearchTree, trial: Trial, look: int) -> SearchTree:
    """The run as it was when so many folds of the trial had been executed."""
    results = {place: result for place, result in trial.results.items() if place[0] is not Stage.FOLD or place[1] < look}
    then = msgspec.structs.replace(trial, results=results)
    return msgspec.structs.replace(tree, trials=tuple(then if one is trial else one for one in tree.trials))


def _lift(tree: SearchTree, trial: Trial, event: Verdict, direction: Direction) -> Lift | None:
    """The lift measured again from the scores; that of one hold-out, which predictions were resampled for, as recorded."""
    split = tree.split.split if tree.split else None
    gains = tree.differences(trial, direction)
    if split is None or split.folds < 2 or len(gains) < split.folds:
        return event.lift
    share = split.holdout or 1 / split.folds
    return Lift(mean=fmean(gains), se=overlap_corrected_se(gains, test_share=share), df=float(len(gains) - 1), method=_METHOD)
