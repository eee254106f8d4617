"""Which solutions are judged again on a fresh split, and in which order they are tried as the submission."""

from collections.abc import Iterable
from statistics import fmean

import msgspec

from haste.commands import Submit
from haste.decisions import ensembling
from haste.events.run import SubmissionChosen
from haste.projections.search_tree import SearchTree, Trial
from haste.thresholds import Thresholds
from haste.vocabulary.ids import BlobId, Iteration
from haste.vocabulary.judgement import Member
from haste.vocabulary.scales import Direction, Stage, Status


class Finalist(msgspec.Struct, frozen=True, kw_only=True):
    """What is judged again: one solution, or an ensemble."""

    iteration: Iteration  # of an ensemble, its best member
    members: tuple[Member, ...] = ()  # empty for one solution

    @property
    def fitted(self) -> tuple[Iteration, ...]:
        """The trials whose solutions it takes."""
        return tuple(member.iteration for member in self.members) or (self.iteration,)


class Candidate(Finalist, frozen=True, kw_only=True):
    """What may be submitted."""

    validation: float | None  # revalidated score, metric's unit


def finalists(tree: SearchTree, direction: Direction, rules: Thresholds) -> tuple[Finalist, ...]:
    """What is judged again, in this order: the best one, the ensemble where it was kept, the others. Never the same code twice.

    The best one has the best mean over all folds, whether it was accepted or not: a test says what has been shown, and what is submitted need not
    be shown, only likelier than the rest to be good. The others are the incumbents of the best lines. Rules before 6 had only these.
    """
    lines = _different(tree.incumbent(branch) for branch in tree.ranked(direction))[: rules.finalists]
    leaders = tree.whole(direction)[:1] if rules.finalists_untested else ()
    best, *others = [Finalist(iteration=trial.iteration) for trial in _different((*leaders, *lines))] or (None,)
    if best is None:
        return ()
    together = ensembling.kept(tree)
    return (best, *([Finalist(iteration=together[0].iteration, members=together)] if together else []), *others)


def candidates(tree: SearchTree, direction: Direction) -> tuple[Candidate, ...]:
    """The revalidated ensemble and every sound trial, in the order in which full fits are tried.

    Revalidated ones come first, by that score, and where it is the same, one solution before an ensemble. The others only serve where the
    full fit of all those fails: by the number of folds they were judged on, then by their mean score there.
    """
    fresh = [
        Candidate(iteration=event.iteration, members=event.members, validation=event.score) for event in tree.revalidated if event.score is not None
    ]
    best_first = sorted(fresh, key=lambda one: (-direction.sign * (one.validation or 0.0), len(one.members), one.iteration))
    alone = {one.iteration for one in fresh if not one.members}
    rest = sorted((trial for trial in tree.trials if trial.sound and trial.iteration not in alone), key=lambda trial: _order(tree, trial, direction))
    return (*best_first, *(Candidate(iteration=trial.iteration, validation=None) for trial in rest))


def fitted(tree: SearchTree, candidate: Candidate) -> bool:
    """Whether the full fits of all that a candidate takes have succeeded."""
    results = [tree.trial(iteration).results.get((Stage.FULL, 0)) for iteration in candidate.fitted]
    return all(result is not None and result.status is Status.SUCCEEDED and result.predictions is not None for result in results)


def first_fitted(tree: SearchTree, direction: Direction) -> Candidate | None:
    """What is submitted: the first candidate whose full fits have succeeded."""
    return next((one for one in candidates(tree, direction) if fitted(tree, one)), None)


def decide(command: Submit, candidate: Candidate, tree: SearchTree, rules: Thresholds) -> tuple[SubmissionChosen, ...]:
    """The submission of a run, once."""
    proposal = tree.trial(candidate.iteration).proposal
    if tree.submitted is not None or proposal is None:
        return ()
    return (
        SubmissionChosen(
            run=command.run,
            iteration=candidate.iteration,
            solution=proposal.solution.code,
            submission=command.submission,
            members=candidate.members,
            alone=_alone(tree, command.direction) if candidate.members else None,
            validation=candidate.validation,
            read_to=command.read_to,
            rule=rules.version,
            now=command.now,
        ),
    )


def _alone(tree: SearchTree, direction: Direction) -> BlobId | None:
    """The submission of the first candidate that is one solution and fitted: among an ensemble's members the one that did best."""
    first = next((one for one in candidates(tree, direction) if not one.members and fitted(tree, one)), None)
    return tree.trial(first.iteration).results[Stage.FULL, 0].predictions if first else None


def _different(trials: Iterable[Trial | None]) -> tuple[Trial, ...]:
    by_code: dict[BlobId, Trial] = {}
    for trial in trials:
        if trial is not None and trial.proposal is not None:
            by_code.setdefault(trial.proposal.solution.code, trial)
    return tuple(by_code.values())


def _order(tree: SearchTree, trial: Trial, direction: Direction) -> tuple[int, float, int]:
    scores = trial.scores(tree.split.split.folds if tree.split else 0)
    return (-len(scores), -direction.sign * fmean(scores) if scores else 0.0, trial.iteration)
