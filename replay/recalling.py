"""Brings back what a decision about a skill was made of: the log as it was folded then, the recorded words, the sweep's start."""

import msgspec

from haste.decisions import again
from haste.decisions.consolidation import Words, descriptions
from haste.errors import BlobMissingError
from haste.events.codec import typed
from haste.events.event import Recorded
from haste.events.run import LearningsDistilled
from haste.events.skill import SkillAbstracted, SkillLearned, SkillProven, SkillRetired
from haste.events.sweep import SweepStarted
from haste.ports import BlobStore, EventLog
from haste.projections.memory import Memory, MemoryFollower
from haste.vocabulary.brief import Reply
from haste.vocabulary.ids import BlobId, SweepId, run_stream, sweep_stream
from haste.vocabulary.scales import Warmth
from haste.vocabulary.skill import Skill
from replay.comparing import Difference

_reply = msgspec.msgpack.Decoder(Reply)
Decision = SkillLearned | SkillAbstracted | SkillProven | SkillRetired


class Recalled(msgspec.Struct, frozen=True, kw_only=True):
    """What a decision was made of."""

    sweep: SweepId
    started: SweepStarted | None  # None: the log does not hold the sweep's start
    memory: Memory  # folded up to the decision's `read_to`, as far as the sweep remembers
    reply: Reply | None  # None where the decision needed none, or it is missing
    words: Words | None  # that the reply gave a new skill of a wider tier
    distilled: Recorded | None  # the distillation that brought a learning
    missing: tuple[Difference, ...] = ()  # what could not be brought back


def recall(log: EventLog, blobs: BlobStore, recorded: Recorded, decision: Decision, skill: Skill) -> Recalled:
    """Everything that went into a decision.

    Args:
        log: Where its events are.
        blobs: Where the words are.
        recorded: The decision's event as the log holds it.
        decision: The same event.
        skill: That it is about.
    """
    sweep = SweepId(recorded.correlation)
    started = next((one.event for one in typed(log.read(sweep_stream(sweep))) if isinstance(one.event, SweepStarted)), None)
    follower = MemoryFollower(log, only=sweep if started is not None and started.warm is Warmth.COLD else None)
    follower.catch_up(to=decision.read_to)
    named = _named(decision)
    if isinstance(decision, SkillAbstracted):
        texts = descriptions(again.command_of(decision, skill, sweep), follower.state)
        named |= {f"description {number}": blob for number, blob in enumerate(texts)}
    payloads = {name: _payload(blobs, recorded, name, blob) for name, blob in named.items()}
    found = {name: payload for name, payload in payloads.items() if isinstance(payload, bytes)}
    reply = _reply.decode(found["reply"]) if "reply" in found else None
    return Recalled(
        sweep=sweep,
        started=started,
        memory=follower.state,
        reply=reply,
        words=_words(decision, reply, found),
        distilled=_distilled(log, decision) if isinstance(decision, SkillLearned) else None,
        missing=tuple(payload for payload in payloads.values() if isinstance(payload, Difference)),
    )


def _words(decision: Decision, reply: Reply | None, found: dict[str, bytes]) -> Words | None:
    if not isinstance(decision, SkillAbstracted) or reply is None or reply.wording is None:
        return None
    return Words(
        wording=reply.wording,
        texts=tuple(text.decode() for name, text in found.items() if name.startswith("description ")),
        author=reply.author,
        request=decision.request,
        reply=decision.reply,
    )


def _named(decision: Decision) -> dict[str, BlobId]:
    match decision:
        case SkillAbstracted():
            return {"request": decision.request, "reply": decision.reply}
        case SkillLearned():
            return {"reply": decision.reply}
        case _:
            return {}


def _payload(blobs: BlobStore, recorded: Recorded, field: str, blob: BlobId) -> bytes | Difference:
    try:
        return blobs.get(blob)
    except BlobMissingError as error:
        return Difference(position=recorded.position, field=field, recorded=error.expected, replayed=error.found)


def _distilled(log: EventLog, learned: SkillLearned) -> Recorded | None:
    page = typed(log.read(run_stream(learned.run)))
    return next((one for one in page if isinstance(one.event, LearningsDistilled) and one.event.reply == learned.reply), None)
