"""Is a blend of a run's solutions a finalist? By the mild rule, over the best accepted one alone."""

from statistics import fmean

from haste.commands import JudgeEnsemble
from haste.decisions.acceptance import advances
from haste.events.run import EnsembleJudged
from haste.projections.search_tree import SearchTree, Trial
from haste.thresholds import Thresholds
from haste.vocabulary.ids import Iteration
from haste.vocabulary.judgement import Lift, Member
from haste.vocabulary.scales import Direction, Reason, Stage


def members(tree: SearchTree, direction: Direction, rules: Thresholds) -> tuple[Iteration, ...]:
    """The trials that an ensemble's members are taken from: different ones whose predictions on all folds are kept.

    A change that was rejected may err elsewhere than what it did not beat, so its solution is as good a member as any.

    Returns:
        The best accepted one, then the others, best mean first; nothing where there are fewer than two, or none was accepted.
    """
    folds = tree.split.split.folds if tree.split else 0
    whole = [trial for trial in tree.trials if trial.failure is None and _predicted(trial, folds)]
    best_first = sorted(whole, key=lambda trial: (-direction.sign * fmean(trial.scores(folds)), trial.iteration))
    sound = [trial for trial in best_first if trial.sound]
    among = [*sound[:1], *best_first] if rules.ensemble_candidates else sound
    by_code: dict[str, Iteration] = {}
    for trial in among if sound else ():
        if trial.proposal is not None:
            by_code.setdefault(trial.proposal.solution.code, trial.iteration)
    chosen = tuple(by_code.values())[: rules.ensemble_candidates or rules.ensemble_members]
    return chosen if len(chosen) > 1 else ()


def decide(command: JudgeEnsemble, tree: SearchTree, rules: Thresholds) -> tuple[EnsembleJudged, ...]:
    """Judge the blend of a run's members, once.

    Returns:
        EnsembleJudged; nothing where it was judged before, or where other solutions were measured.
    """
    chosen = members(tree, command.direction, rules)
    if tree.ensemble is not None or not chosen or chosen != command.members:
        return ()
    reason = _against(command.weights, command.lift, rules)
    return (
        EnsembleJudged(
            run=command.run,
            members=tuple(Member(iteration=iteration, weight=weight) for iteration, weight in zip(chosen, command.weights, strict=True)),
            blend=command.blend,
            scores=command.scores,
            lift=command.lift,
            accepted=reason is None,
            reason=reason,
            read_to=command.read_to,
            rule=rules.version,
            now=command.now,
        ),
    )


def kept(tree: SearchTree) -> tuple[Member, ...]:
    """The members with a say in the ensemble that is a finalist, best first; none where there is no such ensemble."""
    judged = tree.ensemble
    return tuple(member for member in judged.members if member.weight > 0) if judged is not None and judged.accepted else ()


def _against(weights: tuple[float, ...], lift: Lift | None, rules: Thresholds) -> Reason | None:
    if lift is None:
        return Reason.METRIC_UNDEFINED
    together = sum(weight > 0 for weight in weights) > 1
    return None if together and advances(lift, rules) else Reason.NO_GAIN


def _predicted(trial: Trial, folds: int) -> bool:
    results = [trial.results.get((Stage.FOLD, fold)) for fold in range(folds)]
    return folds > 0 and all(result is not None and result.score is not None and result.predictions is not None for result in results)
