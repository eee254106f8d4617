"""How things went: results of executions, and the lift of one solution over another."""

import math

import msgspec

from haste.vocabulary.ids import BlobId, Iteration
from haste.vocabulary.scales import Reason, Status, Suspect


class ExecutionResult(msgspec.Struct, frozen=True, kw_only=True):
    """How one execution ended, and what its predictions scored on the host."""

    status: Status
    reason: Reason | None = None
    message: str = ""  # what an author can act on: the end of the traceback, or expected and found
    wall_s: float
    cpu_s: float
    gpu_s: float = 0.0
    peak_memory_bytes: int = 0
    score: float | None = None  # in the metric's unit; None where there are no labels or no valid predictions
    output: BlobId | None = None  # what the process printed, shortened
    predictions: BlobId | None = None  # the submission that it wrote, as it wrote it
    written: BlobId | None = None  # class shares; under the view `declared` both files of the one execution by which all folds are judged
    suspects: tuple[Suspect, ...] = ()  # what the host's checks noticed, in the order of their list


class Lift(msgspec.Struct, frozen=True, kw_only=True):
    """Paired gain of a solution over its parent, higher is better whatever the metric's direction."""

    mean: float  # metric's unit
    se: float  # standard error of the mean, metric's unit, corrected as the method says
    df: float  # degrees of freedom of se; infinity for a bootstrap
    method: str  # "folds-overlap-corrected" or "rows-bootstrap"


class Credit(msgspec.Struct, frozen=True, kw_only=True):
    """What one judged proposal says about its cause."""

    effect: float  # lift / |parent - dummy|, clipped to +-1; no unit, higher is better
    se: float  # its standard error, same scale
    significant: int  # 1 or -1 where the strict rule believes its sign, else 0
    df: float = math.inf  # degrees of freedom of se, those of the lift


class Evaluation(msgspec.Struct, frozen=True, kw_only=True):
    """Scores of one solution on the folds judged so far."""

    scores: tuple[float, ...]  # by fold, from the first; metric's unit
    mean: float


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """One solution of an ensemble."""

    iteration: Iteration  # the trial that judged it
    weight: float  # its share of the answer, in [0, 1]; those of all members sum to 1


def told(members: tuple[Member, ...]) -> str:
    """The members of an ensemble that have a say, in words.

    >>> told((Member(iteration=Iteration(4), weight=0.5), Member(iteration=Iteration(2), weight=0.0), Member(iteration=Iteration(1), weight=0.5)))
    'trials 4 (0.5), 1 (0.5)'
    """
    return f"trials {', '.join(f'{member.iteration} ({member.weight:.3g})' for member in members if member.weight > 0)}"
