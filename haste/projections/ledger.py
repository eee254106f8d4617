"""What a run has cost so far: tokens, processor and GPU seconds, the largest brief."""

import msgspec

from haste.events.event import Event
from haste.events.run import BriefPrepared, ExecutionFinished, LearningsDistilled, ReplyReceived
from haste.vocabulary.brief import Usage
from haste.vocabulary.ids import SkillId


class Ledger(msgspec.Struct, frozen=True, kw_only=True):
    """Sums over all calls and executions, failed ones too."""

    tokens: Usage = Usage()
    peak_context_tokens: int = 0
    cpu_s: float = 0.0
    gpu_s: float = 0.0
    skills_loaded: frozenset[SkillId] = frozenset()


def evolve(ledger: Ledger, event: Event) -> Ledger:
    """Apply one event. Events without a cost leave the ledger as it is."""
    change = msgspec.structs.replace
    match event:
        case BriefPrepared():
            return change(
                ledger,
                peak_context_tokens=max(ledger.peak_context_tokens, event.context_tokens),
                skills_loaded=ledger.skills_loaded.union(event.skills),
            )
        case ReplyReceived() | LearningsDistilled():
            total = ledger.tokens
            for call in event.calls:
                total = _sum(total, call.usage)
            return change(ledger, tokens=total)
        case ExecutionFinished():
            return change(ledger, cpu_s=ledger.cpu_s + event.result.cpu_s, gpu_s=ledger.gpu_s + event.result.gpu_s)
        case _:
            return ledger


def _sum(left: Usage, right: Usage) -> Usage:
    return Usage(
        input=left.input + right.input,
        cached=left.cached + right.cached,
        output=left.output + right.output,
        estimated=left.estimated or right.estimated,
    )
