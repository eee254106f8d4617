"""What a sweep with Claude is likely to cost, before anything is asked: a low and a high figure from shapes of calls."""

import math

import msgspec

from haste.llm.prices import Model
from haste.vocabulary.brief import Usage

_PHASE = 6  # calls of one conversation
_WORDS = 3  # requests between rounds, for each competition


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """Tokens of a run's calls."""

    beginning: int  # rules, domain, skills and card
    fresh: int  # that each call adds: results, errors, files
    output: int  # of each reply, thinking included


LOW = Shape(beginning=4_000, fresh=1_000, output=2_000)  # no skills, small files, edits
HIGH = Shape(beginning=18_000, fresh=4_000, output=7_000)  # a full inventory, whole files, much thinking


class Estimate(msgspec.Struct, frozen=True, kw_only=True):
    """USD for a whole sweep, and the calls that they are for."""

    calls: int
    low_usd: float
    high_usd: float


def estimate(model: Model, *, competitions: int, trials: int, caching: bool = True) -> Estimate:
    """What so many runs of so many trials cost if each trial takes one call.

    Args:
        model: With its prices.
        competitions: Runs.
        trials: Of each.
        caching: Whether prompts carry cache breakpoints.
    """
    phases = math.ceil(trials / _PHASE)
    calls = competitions * (trials + phases + 1 + _WORDS)
    low, high = (competitions * _run_usd(model, shape, trials=trials, phases=phases, caching=caching) for shape in (LOW, HIGH))
    return Estimate(calls=calls, low_usd=low, high_usd=high)


def _run_usd(model: Model, shape: Shape, *, trials: int, phases: int, caching: bool) -> float:
    growth = shape.fresh + shape.output  # of the conversation, from one call to the next
    cost = 0.0
    for call in range(trials + phases):
        earlier = shape.beginning + (call % (_PHASE + 1)) * growth  # what the call before had sent; a phase begins with the beginning alone
        new = shape.fresh + (shape.output if call % (_PHASE + 1) else 0)
        sent = Usage(cached=earlier, written=new, output=shape.output) if caching else Usage(input=earlier + new, output=shape.output)
        cost += model.usd(sent)
    alone = Usage(input=shape.beginning // 2, output=shape.output // 2)  # distillation and wordings: short, and each on its own
    return cost + model.usd(Usage(written=shape.beginning)) + (1 + _WORDS) * model.usd(alone)
