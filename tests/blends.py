"""Given-events about ensembles: trials whose predictions are kept, and what was judged of their blend."""

from collections.abc import Iterable

import msgspec

from haste.events.event import Event
from haste.events.run import EnsembleJudged
from haste.vocabulary.ids import BlobId, Iteration, Position
from haste.vocabulary.judgement import Lift, Member
from haste.vocabulary.scales import Blend, Reason
from tests.builders import NOW, RULES, RUN, execution_finished, scored


def predicted(iteration: int, scores: Iterable[float]) -> tuple[Event, ...]:
    """Folds from the first on that gave these scores, with the predictions kept."""
    kept = (msgspec.structs.replace(scored(score), predictions=BlobId(f"p{iteration}.{fold}")) for fold, score in enumerate(scores))
    return tuple(execution_finished(iteration, result, fold) for fold, result in enumerate(kept))


def ensemble_judged(*members: tuple[int, float], accepted: bool = True, mean: float = 0.02) -> EnsembleJudged:
    """Trials with their weights."""
    return EnsembleJudged(
        run=RUN,
        members=tuple(Member(iteration=Iteration(trial), weight=weight) for trial, weight in members),
        blend=Blend.RANKS,
        scores=(0.9,) * 5,
        lift=Lift(mean=mean, se=0.001, df=4.0, method="folds-overlap-corrected"),
        accepted=accepted,
        reason=None if accepted else Reason.NO_GAIN,
        read_to=Position(0),
        rule=RULES.version,
        now=NOW,
    )
