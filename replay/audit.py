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
from haste.vocabulary.ids import Position, SkillId, SweepId, skill_stream
from haste.vocabulary.scales import Verdict
from haste.vocabulary.skill import Skill
from replay.causes import Link, chain, origin
from replay.comparing import Difference, constants, differences
from replay.recalling import Decision, Recalled, recall
from replay.tracing import reconciliations

Made = SkillLearned | SkillAbstracted | SkillImported


class Audit(msgspec.Struct, frozen=True, kw_only=True):
    """What deciding again gave. `verdict`, `rule` and `read_to` are recorded where the log first made the skill: none where it never did."""

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
    made = next((one.event for one in history if isinstance(one.event, SkillLearned | SkillAbstracted)), None)
    links: list[Link] = []
    differing: list[Difference] = []
    sweeps: set[SweepId] = set()
    for recorded, value in _steps(log, history, end=Position(head.position)):
        if isinstance(recorded.event, Decision):
            recalled = recall(log, blobs, recorded, recorded.event)
            links += chain(log, recorded, recorded.event, value, recalled)
            differing += _compared(recorded, recorded.event, value, recalled)
            sweeps.add(SweepId(recorded.correlation))
        links += origin(recorded)
    differing += [difference for sweep in sweeps for difference in constants(log, sweep)]
    return Audit(
        skill=skill,
        match=not differing,
        verdict=made.verdict if isinstance(made, SkillAbstracted) else Verdict.COMPETITION if isinstance(made, SkillLearned) else None,
        rule=made.rule if made else None,
        read_to=made.read_to if made else None,
        chain=tuple(links),
        head=head.hash.hex(),
        differences=tuple(sorted(differing, key=lambda difference: difference.position)),
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
    """All events of a skill. Sweeps of one log make it anew: each that starts from another log, or from nothing, remembers its own alone."""
    history = [recorded for recorded in typed(log.read(skill_stream(skill))) if recorded.position <= end]
    if not history:
        follower = MemoryFollower(log)
        follower.catch_up(to=end)
        found(follower.state.tiers, skill)
    return history


def _steps(log: EventLog, history: list[Recorded], *, end: Position) -> Iterator[tuple[Recorded, Skill]]:
    """All that rules decided about a skill and about the name of its technique, and where it was handed over, in the order of the log.

    Each comes with the skill as its own sweep had made it. What a person did cannot be decided again, nor how a skill of another log came about.
    """
    start = history[0].event
    assert isinstance(start, Made)
    value, of_sweep = start.value, {}
    names = reconciliations(log, start.value.technique, end=end)
    for recorded in sorted((*history, *names), key=lambda recorded: recorded.position):
        event = recorded.event
        if isinstance(event, Made):
            value = of_sweep[recorded.correlation] = event.value
        by_a_person = isinstance(event, SkillRetired) and event.by != event.rule
        if isinstance(event, Decision | SkillImported) and not by_a_person:
            yield recorded, of_sweep.get(recorded.correlation, value)


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
