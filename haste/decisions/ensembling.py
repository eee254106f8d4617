"""Is a blend of a run's solutions a finalist? Where it has two members; by rules before 6, where it is better than the best accepted one alone."""

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
    best_first = [trial for trial in tree.whole(direction) if _predicted(trial)]
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
    return None if together and (rules.finalists_untested or advances(lift, rules)) else Reason.NO_GAIN


def _predicted(trial: Trial) -> bool:
    return all(result.predictions is not None for (stage, _), result in trial.results.items() if stage is Stage.FOLD)
