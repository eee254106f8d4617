"""What a run's ensemble comes to, from what the log and the blobs hold: its weights and lift, its score on the fresh split, its submission."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
import pandas as pd

from haste.decisions import ensembling as rule
from haste.evaluation import class_shares, ensembling, scoring, tables, views
from haste.evaluation.ensembling import Fitted, Fold
from haste.ports import BlobStore
from haste.projections.run import RunState
from haste.seeds import derive
from haste.thresholds import Thresholds
from haste.vocabulary.competition import Split
from haste.vocabulary.ids import Iteration
from haste.vocabulary.judgement import Lift, Member
from haste.vocabulary.scales import Blend, Stage


class Blended(msgspec.Struct, frozen=True, kw_only=True):
    """Solutions of a run together."""

    members: tuple[Iteration, ...]  # all that were looked at
    blend: Blend
    weights: tuple[float, ...]  # of the members, in their order
    scores: tuple[float, ...]
    lift: Lift | None


class Ensembles:
    """Blends what the solutions of a run answered.

    Args:
        blobs: Where their predictions are.
        home: Absolute path below which views lie.
    """

    def __init__(self, blobs: BlobStore, *, home: str) -> None:
        self._blobs = blobs
        self._views = Path(home) / "views"

    def judged(self, state: RunState, rules: Thresholds) -> Blended | None:
        """The ensemble of those whom the rules let in, and its lift over the first of them.

        Returns:
            None where there are fewer than two members, or where their answers have no middle.
        """
        fixed, members = state.tree.split, rule.members(state.tree, state.competition.metric.direction, rules)
        if fixed is None or not members:
            return None
        folds = [self._fold(state, members, Stage.FOLD, fixed.split, fold) for fold in range(fixed.split.folds)]
        blend = ensembling.blend_of(state.competition, shares=any(shares is not None for fold in folds for shares in fold.shares))
        if blend is None:
            return None
        fitted = ensembling.fit(folds, state.competition, blend, parts=rules.ensemble_parts, members_max=rules.ensemble_members)
        lift = _lift(state, members[0], folds, fitted, blend) if fitted.scores else None
        return Blended(members=members, blend=blend, weights=fitted.weights, scores=fitted.scores, lift=lift)

    def revalidated(self, state: RunState, members: Sequence[Member], split: Split) -> tuple[float, ...]:
        """What an ensemble scores on each fold of the fresh split; nothing where a member failed there, or where the blend has no score."""
        trials = [member.iteration for member in members]
        results = [state.tree.trial(trial).results.get((Stage.REVALIDATION, fold)) for trial in trials for fold in range(split.folds)]
        if state.tree.ensemble is None or any(result is None or result.score is None or result.predictions is None for result in results):
            return ()
        weights, blend = [member.weight for member in members], state.tree.ensemble.blend
        folds = (self._fold(state, trials, Stage.REVALIDATION, split, fold) for fold in range(split.folds))
        found = [ensembling.score(fold, weights, state.competition, blend) for fold in folds]
        return () if None in found else tuple(score for score in found if score is not None)

    def submission(self, state: RunState, members: Sequence[Member]) -> bytes:
        """The blend of the members' full fits, all of which have succeeded."""
        assert state.tree.ensemble is not None
        sample = tables.read(views.full_view(state.competition) / "sample_submission.csv")
        rows = self._written(state, [member.iteration for member in members], Stage.FULL, 0, sample)
        return ensembling.submission(rows, [member.weight for member in members], state.competition, state.tree.ensemble.blend)

    def _fold(self, state: RunState, trials: Sequence[Iteration], stage: Stage, split: Split, fold: int) -> Fold:
        view = views.fold_view(state.competition, split, fold, folder=self._views)
        return self._written(state, trials, stage, fold, tables.read(view.answers))

    def _written(self, state: RunState, trials: Sequence[Iteration], stage: Stage, fold: int, answers: pd.DataFrame) -> Fold:
        results = [state.tree.trial(trial).results[stage, fold] for trial in trials]
        submissions = tuple(self._blobs.get(result.predictions) for result in results if result.predictions is not None)
        if not class_shares.wanted(state.competition):
            return Fold(submissions=submissions, answers=answers)
        shares = tuple(None if result.written is None else self._blobs.get(result.written) for result in results)
        return Fold(submissions=submissions, shares=shares, answers=answers)


def _lift(state: RunState, best: Iteration, folds: Sequence[Fold], fitted: Fitted, blend: Blend) -> Lift:
    assert state.tree.split is not None
    if len(folds) > 1:
        alone = state.tree.trial(best).scores(len(folds))
        return scoring.lift_of_folds(fitted.scores, alone, state.competition.metric.direction, state.tree.split.split)
    (held,) = folds
    return scoring.lift_of_rows(
        ensembling.submission(held, fitted.weights, state.competition, blend),
        held.submissions[0],
        held.answers,
        state.competition,
        seed=derive(state.seed, state.competition.id, 0, "ensemble"),
        rounds=state.rules.bootstrap_rounds,
    )
