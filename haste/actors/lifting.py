"""The lift of a trial over the one that it has to beat, from what the log and the blobs hold."""

from collections.abc import Callable
from pathlib import Path

from haste.evaluation import scoring, tables, views
from haste.projections.run import RunState
from haste.projections.search_tree import Trial
from haste.seeds import derive
from haste.vocabulary.ids import BlobId
from haste.vocabulary.judgement import Lift
from haste.vocabulary.scales import Stage


def lift(state: RunState, trial: Trial, *, read: Callable[[BlobId], bytes], home: str) -> Lift | None:
    """Paired over folds, or over rows where there is one hold-out; None while a fold of either is missing."""
    fixed = state.tree.split
    if fixed is None or trial.step.against is None:
        return None
    parent = state.tree.trial(trial.step.against)
    scores, beaten = trial.scores(fixed.split.folds), parent.scores(fixed.split.folds)
    if len(scores) < fixed.split.folds or len(beaten) < fixed.split.folds:
        return None
    if fixed.split.folds > 1:
        return scoring.lift_of_folds(scores, beaten, state.competition.metric.direction, fixed.split)
    blobs = [judged.results[Stage.FOLD, 0].predictions for judged in (trial, parent)]
    predictions = [read(blob) for blob in blobs if blob is not None]
    view = views.fold_view(state.competition, fixed.split, 0, folder=Path(home) / "views")
    return scoring.lift_of_rows(
        predictions[0],
        predictions[1],
        tables.read(view.answers),
        state.competition,
        seed=derive(state.seed, state.competition.id, trial.iteration, "bootstrap"),
        rounds=state.rules.bootstrap_rounds,
    )
