"""What a judged proposal says about its cause: the strict rule, because a false skill pollutes every later run."""

import math
from statistics import fmean

from haste.projections.search_tree import SearchTree, Trial
from haste.statistics import pooled_sd, t_quantile
from haste.thresholds import Thresholds
from haste.vocabulary.judgement import Credit, Lift
from haste.vocabulary.scales import Direction, View


def credit(tree: SearchTree, trial: Trial, lift: Lift | None, *, direction: Direction, rules: Thresholds) -> Credit | None:
    """The effect of a trial's cause, in shares of what its parent gained over the best constant.

    Returns:
        The effect; None where the trial has no cause (drafts and bundles), nothing to beat, or nothing measured, and where
        its parent is no better than a constant, so that there is no scale.
    """
    parent = None if trial.step.against is None else tree.trial(trial.step.against)
    if tree.split is not None and tree.split.view is View.DECLARED:
        return None  # who predicts held-out rows with their labels in reach can be right for other reasons than a technique
    if parent is None or trial.proposal is None or trial.proposal.cause is None or tree.split is None or tree.profiled is None:
        return None
    beaten, dummy = parent.evaluation(tree.split.split.folds), tree.profiled.dummy_score
    measured = lift or _partial(tree, trial, direction, rules)
    if beaten is None or dummy is None or measured is None:
        return None
    return of_lift(measured, beaten=beaten.mean, dummy=dummy, whole=lift is not None, direction=direction, rules=rules)


def of_lift(measured: Lift, *, beaten: float, dummy: float, whole: bool, direction: Direction, rules: Thresholds) -> Credit | None:
    """A lift in shares of what the parent had gained over the best constant; None where that is nothing.

    Args:
        measured: In the metric's unit.
        beaten: Mean score of the parent on the same folds.
        dummy: Score of the best constant.
        whole: Whether all folds were judged: else nothing is significant.
        direction: Which way the metric improves.
        rules: Of the sweep.
    """
    scale = direction.sign * (beaten - dummy)
    if scale <= rules.effect_scale_min * abs(dummy):
        return None
    believed = whole and abs(measured.mean) > credit_bound(measured, rules)
    return Credit(
        effect=max(-1.0, min(1.0, measured.mean / scale)),
        se=measured.se / scale,
        significant=0 if not believed else 1 if measured.mean > 0 else -1,
        df=measured.df,
    )


def credit_bound(lift: Lift, rules: Thresholds) -> float:
    """The strict rule: what a lift has to exceed, either way, for its sign to be believed. Metric's unit."""
    confidence = rules.credit_confidence_rows if math.isinf(lift.df) else rules.credit_confidence_folds
    return t_quantile(confidence, lift.df) * lift.se


def _partial(tree: SearchTree, trial: Trial, direction: Direction, rules: Thresholds) -> Lift | None:
    """The lift of a trial that was dropped early, never significant by itself.

    Leaving it out would make its technique look better than it is. Its error comes from the spread within the run's other
    trials, widened for how little that spread is known by itself.
    """
    seen = tree.differences(trial, direction)
    others = [tree.differences(other, direction) for other in tree.trials]
    spread = pooled_sd(others)
    if not seen or spread is None or tree.split is None:
        return None
    df = float(sum(len(other) - 1 for other in others if len(other) > 1))
    folds = tree.split.split.folds
    widened = t_quantile(rules.dropped_confidence, df) / t_quantile(rules.dropped_confidence, math.inf)
    se = spread * widened * math.sqrt(1 / len(seen) + 1 / max(1, folds - 1))
    return Lift(mean=fmean(seen), se=se, df=df, method="folds-dropped-early")
