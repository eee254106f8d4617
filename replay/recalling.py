"""Brings back what a decision about a skill was made of: the log as it was folded then, the recorded replies, the run that taught it."""

from collections.abc import Iterable
from typing import TypeAlias

import msgspec

from haste.decisions import again, recipes
from haste.decisions.abstracting import Said, Texts, Words, texts_of
from haste.decisions.learning import Taught
from haste.errors import BlobMissingError
from haste.events.codec import typed
from haste.events.event import Recorded
from haste.events.run import LearningsDistilled, SubmissionChosen
from haste.events.skill import SkillAbstracted, SkillConflicted, SkillLearned, SkillMerged, SkillProven, SkillRetired
from haste.events.sweep import SweepStarted, TechniqueReconciled
from haste.ports import BlobStore, EventLog
from haste.projections import run as runs
from haste.projections.memory import Memory, MemoryFollower
from haste.projections.run import RunState
from haste.vocabulary.brief import Learnings, Reply, Separation, Wording
from haste.vocabulary.ids import BlobId, Position, SweepId, run_id, run_stream, sweep_stream
from haste.vocabulary.skill import Consultation
from replay.comparing import Difference

_APPEND_MAX = 64  # events of one append that are looked at: a decision makes a handful

_reply = msgspec.msgpack.Decoder(Reply)
AboutSkill: TypeAlias = SkillLearned | SkillAbstracted | SkillProven | SkillRetired | SkillMerged | SkillConflicted
Decision: TypeAlias = AboutSkill | TechniqueReconciled


class Recalled(msgspec.Struct, frozen=True, kw_only=True):
    """What a decision was made of."""

    sweep: SweepId
    started: SweepStarted | None  # None: the log does not hold the sweep's start
    memory: Memory  # folded up to the decision's `read_to`, as far as the sweep remembers
    said: Said = Said()  # what authors answered for it
    taught: Taught | None = None  # what a run brought, where the decision is a learning or a recipe
    distilled: Recorded | None = None  # the distillation that came with it
    missing: tuple[Difference, ...] = ()  # what could not be brought back


class Payloads:
    """Reads blobs, and notes those that are not there.

    Args:
        blobs: Where they are.
        position: Of the decision that names them.
    """

    def __init__(self, blobs: BlobStore, position: Position) -> None:
        self.missing: list[Difference] = []
        self._blobs = blobs
        self._position = position

    def bytes_of(self, field: str, blob: BlobId) -> bytes | None:
        """The bytes of a blob that a field of the decision names."""
        try:
            return self._blobs.get(blob)
        except BlobMissingError as error:
            self.missing.append(Difference(position=self._position, field=field, recorded=error.expected, replayed=error.found))
            return None

    def texts(self, descriptions: Iterable[BlobId], rows: Iterable[BlobId]) -> Texts:
        """Texts that words could have been copied from, as far as they are there."""
        told, shown = (
            tuple(text.decode() for number, blob in enumerate(blobs) if (text := self.bytes_of(f"{kind} {number}", blob)) is not None)
            for kind, blobs in (("text", descriptions), ("rows", rows))
        )
        return Texts(descriptions=told, rows=shown)

    def reply_of(self, field: str, blob: BlobId) -> Reply | None:
        """The reply in a blob."""
        found = self.bytes_of(field, blob)
        return None if found is None else _reply.decode(found)


def recall(log: EventLog, blobs: BlobStore, recorded: Recorded, decision: Decision) -> Recalled:
    """Everything that went into a decision.

    Args:
        log: Where its events are.
        blobs: Where the words are.
        recorded: The decision's event as the log holds it.
        decision: The same event.
    """
    sweep = SweepId(recorded.correlation)
    started = next((one.event for one in typed(log.read(sweep_stream(sweep))) if isinstance(one.event, SweepStarted)), None)
    follower = MemoryFollower(log, only=started.warm.only(sweep) if started is not None else None)
    follower.catch_up(to=decision.read_to)
    payloads = Payloads(blobs, recorded.position)
    recalled = Recalled(sweep=sweep, started=started, memory=follower.state)
    change = msgspec.structs.replace
    match decision:
        case SkillLearned():
            recalled = change(recalled, distilled=_distilled(log, decision), taught=taught(log, started, decision, payloads))
        case SkillAbstracted():
            recalled = change(recalled, said=_said(log, recorded, decision.settled, follower.state, payloads))
        case SkillConflicted():
            recalled = change(recalled, said=_said(log, recorded, decision.asked, follower.state, payloads))
    return change(recalled, missing=tuple(payloads.missing))


def _said(log: EventLog, recorded: Recorded, asked: Consultation | None, memory: Memory, payloads: Payloads) -> Said:
    """What authors said for a decision: words of all skills that the same append makes, and the condition that was looked for."""
    made = [one.event for one in _same_append(log, recorded) if isinstance(one.event, SkillAbstracted)]
    words = tuple(found for event in made if (found := _words(event, recorded, memory, payloads)) is not None)
    if asked is None:
        return Said(words=words)
    payloads.bytes_of("separation request", asked.request)
    reply = payloads.reply_of("separation reply", asked.reply)
    return Said(words=words, separation=reply.of(Separation) if reply else None, asked=asked)


def _words(made: SkillAbstracted, recorded: Recorded, memory: Memory, payloads: Payloads) -> Words | None:
    whose = "" if made is recorded.event or made == recorded.event else f" of {made.skill}"
    payloads.bytes_of(f"request{whose}", made.request)
    reply = payloads.reply_of(f"reply{whose}", made.reply)
    texts = payloads.texts(*texts_of(again.gated(made), memory))
    worded = reply.of(Wording) if reply is not None else None
    if reply is None or worded is None:
        return None
    return Words(
        wording=worded,
        texts=texts,
        author=reply.author,
        request=made.request,
        reply=made.reply,
        conditions=made.value.conditions,
    )


def _same_append(log: EventLog, recorded: Recorded) -> Iterable[Recorded]:
    first = Position(max(0, recorded.position - _APPEND_MAX))
    return (one for one in typed(log.tail(after=first, limit=2 * _APPEND_MAX)) if one.key == recorded.key or one.position == recorded.position)


def taught(log: EventLog, started: SweepStarted | None, event: SkillLearned | LearningsDistilled, payloads: Payloads) -> Taught | None:
    """What a run brought when it was distilled: the author's learnings, and the solution that it had submitted.

    Args:
        log: Where its events are.
        started: The start of its sweep.
        event: The distillation, or a skill that came with it.
        payloads: Reads the reply and the solution.

    Returns:
        None where the reply or the competition is not to be had.
    """
    reply = payloads.reply_of("reply", event.reply)
    competition = next((one for one in (started.competitions if started else ()) if started and run_id(started.sweep, one.id) == event.run), None)
    if reply is None or started is None or competition is None:
        return None
    state = _submitted(log, started.sweep, event)
    recipe = recipes.recipe(state, lambda blob: payloads.bytes_of("solution", blob) or b"") if state else None
    return Taught(competition=competition, learnings=reply.of(Learnings), recipe=recipe)


def _submitted(log: EventLog, sweep: SweepId, event: SkillLearned | LearningsDistilled) -> RunState | None:
    """The run that brought a skill as far as it had come then; None where it had submitted nothing."""
    both = typed((*log.read(sweep_stream(sweep)), *log.read(run_stream(event.run))))
    before = sorted((one for one in both if one.position <= event.read_to), key=lambda one: one.position)
    if not any(isinstance(one.event, SubmissionChosen) for one in before):
        return None
    state = RunState(run=event.run)
    for recorded in before:
        state = runs.evolve(state, recorded.event)
    return state


def _distilled(log: EventLog, learned: SkillLearned) -> Recorded | None:
    page = typed(log.read(run_stream(learned.run)))
    return next((one for one in page if isinstance(one.event, LearningsDistilled) and one.event.reply == learned.reply), None)
