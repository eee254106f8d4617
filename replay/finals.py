"""Decides again how a run ended: its ensemble, its finalists on a fresh split, and what it submitted."""

from statistics import fmean

import msgspec

from haste.commands import JudgeEnsemble, Submit
from haste.decisions import ensembling, submitting
from haste.events.event import Event
from haste.events.run import EnsembleJudged, FinalistRevalidated, SubmissionChosen
from haste.projections.run import RunState
from haste.seeds import derive
from haste.thresholds import Thresholds
from haste.vocabulary.scales import Stage

Final = EnsembleJudged | FinalistRevalidated | SubmissionChosen


def ended_again(event: Final, state: RunState, rules: Thresholds) -> tuple[Event, ...]:
    """What is decided on the same measurements; nothing where the rule would not have come to it.

    Args:
        event: As recorded.
        state: The run as it was seen.
        rules: To decide by.
    """
    match event:
        case EnsembleJudged():
            return _ensemble(event, state, rules)
        case FinalistRevalidated():
            return _revalidated(event, state, rules)
        case SubmissionChosen():
            return _submitted(event, state, rules)


def _ensemble(event: EnsembleJudged, state: RunState, rules: Thresholds) -> tuple[Event, ...]:
    """The verdict on the same weights, scores and lift: these are measurements."""
    command = JudgeEnsemble(
        run=event.run,
        direction=state.competition.metric.direction,
        members=tuple(member.iteration for member in event.members),
        blend=event.blend,
        weights=tuple(member.weight for member in event.members),
        scores=event.scores,
        lift=event.lift,
        read_to=event.read_to,
        now=event.now,
    )
    return ensembling.decide(command, state.tree, rules)


def _revalidated(event: FinalistRevalidated, state: RunState, rules: Thresholds) -> tuple[Event, ...]:
    """A finalist on the split that follows from the sweep's seed, with the scores that its executions came to. An ensemble's are measurements."""
    tree = state.tree
    named = {(one.iteration, one.members) for one in submitting.finalists(tree, state.competition.metric.direction, rules)}
    judged = {(one.iteration, one.members) for one in tree.revalidated}
    if tree.split is None or (event.iteration, event.members) not in named - judged:
        return ()
    split = msgspec.structs.replace(tree.split.split, seed=derive(state.seed, state.competition.id, 0, "revalidation"))
    results = (tree.trial(event.iteration).results.get((Stage.REVALIDATION, fold)) for fold in range(split.folds))
    found = event.scores if event.members else tuple(result.score for result in results if result is not None and result.score is not None)
    sound = len(found) == split.folds
    return (
        FinalistRevalidated(
            run=event.run,
            iteration=event.iteration,
            split=split,
            scores=found if sound else (),
            score=fmean(found) if sound else None,
            members=event.members,
        ),
    )


def _submitted(event: SubmissionChosen, state: RunState, rules: Thresholds) -> tuple[Event, ...]:
    """The first candidate whose full fits had succeeded. What a blend of several answers is a measurement, and taken as recorded."""
    direction = state.competition.metric.direction
    candidate = submitting.first_fitted(state.tree, direction)
    if candidate is None:
        return ()
    submission = event.submission if candidate.members else state.tree.trial(candidate.iteration).results[Stage.FULL, 0].predictions
    assert submission is not None
    command = Submit(run=event.run, direction=direction, submission=submission, read_to=event.read_to, now=event.now)
    return submitting.decide(command, candidate, state.tree, rules)
