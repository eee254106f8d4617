"""What an author writes: a solution, the step that asked for it, and the proposal that carries it."""

import msgspec

from haste.vocabulary.ids import BlobId, Iteration, SkillId
from haste.vocabulary.scales import Operator


class Resources(msgspec.Struct, frozen=True, kw_only=True):
    """What one execution may use at most."""

    cpus: int = 1
    gpus: float = 0.0
    memory_bytes: int
    time_limit_s: float  # wall clock


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """What a policy chose to try next."""

    operator: Operator
    parent: Iteration | None = None  # the trial to start from; None for a draft
    against: Iteration | None = None  # the trial that has to be beaten; None where a solution only has to run
    other: Iteration | None = None  # to merge: the trial of another line whose changes are brought in
    branch: Iteration | None = None  # the draft whose line this belongs to; None for a draft
    escalated: bool = False  # ask for a bigger change: the line has not moved for a while


class Solution(msgspec.Struct, frozen=True, kw_only=True):
    """One standalone Python file: reads $INPUT, writes $OUTPUT."""

    code: BlobId
    blueprint: BlobId | None = None  # the offline author's own notation of it; opaque to everybody else
    resources: Resources


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """What an author suggests for a step."""

    step: Step
    solution: Solution
    cause: str | None = None  # the technique that the change applies; None for drafts and bundles, which earn no credit
    also: tuple[str, ...] = ()  # whatever else it uses
    skills: tuple[SkillId, ...] = ()  # loaded skills that the change applies
    title: str
    author: str  # "offline" or the model's name, so that a text is never taken for another's
