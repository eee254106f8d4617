"""Decides again how a skill came about: folds the log to where the decision saw it, judges by the recorded rule, and compares."""

from collections.abc import Iterator

import msgspec

from haste.decisions import again
from haste.errors import ReplayMismatchError
from haste.events.chain import Broken
from haste.events.codec import typed
from haste.events.event import Event, Recorded
from haste.events.run import LearningsDistilled
from haste.events.skill import SkillAbstracted, SkillImported, SkillLearned, SkillRetired
from haste.events.sweep import TechniqueReconciled
from haste.ports import BlobStore, EventLog
from haste.projections.lookup import found
from haste.projections.memory import MemoryFollower
from haste.store.verifying import verify
from haste.thresholds import RULES, Thresholds
from haste.vocabulary.ids import Position, SkillId, skill_stream
from haste.vocabulary.scales import Verdict
from haste.vocabulary.skill import Skill
from replay.causes import Link, chain, origin
from replay.comparing import Difference, differences
from replay.recalling import Decision, Recalled, recall
from replay.tracing import reconciliations

Made = SkillLearned | SkillAbstracted | SkillImported


class Audit(msgspec.Struct, frozen=True, kw_only=True):
    """What deciding again gave. `verdict`, `rule` and `read_to` are those recorded where the skill was made: none of a skill of another log."""

    skill: SkillId
    match: bool
    verdict: Verdict | None  # None, like rule, place and head, where the log itself is broken
    rule: str | None
    read_to: Position | None
    chain: tuple[Link, ...]
    head: str | None  # hash of the log's last event, hex: it stands for everything that was read
    differences: tuple[Difference, ...]  # in the order of the log


def audit(log: EventLog, blobs: BlobStore, skill: SkillId) -> Audit:
    """Verify the log, and decide again whatever a rule has decided about a skill.

    Args:
        log: Where its events are. Others may append meanwhile: what comes after the head of now is not read.
        blobs: Where the recorded words are.
        skill: Its id.

    Raises:
        SkillNotFoundError: The log has none of that id.
    """
    head = verify(log)
    if isinstance(head, Broken):
        broken = Difference(position=Position(head.position), field="log", recorded="an unbroken chain of hashes", replayed=head.reason)
        return Audit(skill=skill, match=False, verdict=None, rule=None, read_to=None, chain=(), head=None, differences=(broken,))
    history = _history(log, skill, end=Position(head.position))
    start = history[0].event
    assert isinstance(start, Made)
    links: list[Link] = []
    differing: list[Difference] = []
    for recorded, decision, value in _decisions(log, history, end=Position(head.position)):
        recalled = recall(log, blobs, recorded, decision)
        links += chain(log, recorded, decision, value, recalled)
        differing += _compared(recorded, decision, value, recalled)
    return Audit(
        skill=skill,
        match=not differing,
        verdict=start.verdict if isinstance(start, SkillAbstracted) else Verdict.COMPETITION if isinstance(start, SkillLearned) else None,
        rule=None if isinstance(start, SkillImported) else start.rule,
        read_to=None if isinstance(start, SkillImported) else start.read_to,
        chain=(*origin(history[0]), *links),
        head=head.hash.hex(),
        differences=tuple(differing),
    )


def require_match(audited: Audit) -> None:
    """Do nothing where an audit found nothing.

    Raises:
        ReplayMismatchError: It found a difference; the first is named.
    """
    if not audited.differences:
        return
    first = audited.differences[0]
    raise ReplayMismatchError(
        position=first.position,
        expected=f"{first.field} as recorded: {first.recorded}",
        found=first.replayed,
        where=f"skill {audited.skill}",
        next_step="The log, its blobs or the rules of this code are not what they were: compare them with a copy.",
    )


def _history(log: EventLog, skill: SkillId, *, end: Position) -> list[Recorded]:
    """A skill's events since it was last made."""
    history = [recorded for recorded in typed(log.read(skill_stream(skill))) if recorded.position <= end]
    if not history:
        follower = MemoryFollower(log)
        follower.catch_up(to=end)
        found(follower.state.tiers, skill)
    made = max(place for place, recorded in enumerate(history) if isinstance(recorded.event, Made))
    return history[made:]


def _decisions(log: EventLog, history: list[Recorded], *, end: Position) -> Iterator[tuple[Recorded, Decision, Skill]]:
    """All that rules decided about a skill, and about the name of its technique, in the order of the log.

    What a person did cannot be decided again, nor how a skill of another log came about.
    """
    start = history[0].event
    assert isinstance(start, Made)
    names = reconciliations(log, start.value.technique, end=end)
    for recorded in sorted((*history, *names), key=lambda recorded: recorded.position):
        event = recorded.event
        if isinstance(event, Decision) and not (isinstance(event, SkillRetired) and event.by != event.rule):
            yield recorded, event, start.value


def _compared(recorded: Recorded, decision: Decision, skill: Skill, recalled: Recalled) -> tuple[Difference, ...]:
    rules = RULES.get(decision.rule)
    if rules is None:
        unknown = "no rule of that version in this code"
        return (Difference(position=recorded.position, field="rule", recorded=decision.rule, replayed=unknown),)
    if recalled.missing:
        return recalled.missing
    replayed = _decided_again(decision, skill, recalled, rules)
    of_run = () if recalled.distilled is None else differences(recalled.distilled, replayed)
    return (*of_run, *differences(recorded, replayed))


def _decided_again(decision: Decision, skill: Skill, recalled: Recalled, rules: Thresholds) -> tuple[Event, ...]:
    match decision:
        case SkillLearned():
            distilled = recalled.distilled.event if recalled.distilled else None
            if not isinstance(distilled, LearningsDistilled) or recalled.taught is None:
                return ()
            return again.learn(distilled, recalled.taught, recalled.memory, rules)
        case TechniqueReconciled():
            return again.reconcile(decision, recalled.memory, rules)
        case _:
            return again.decide(again.command_of(decision, skill, recalled.sweep), recalled.memory, said=recalled.said, rules=rules)
