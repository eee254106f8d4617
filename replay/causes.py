"""The chain of causes of a skill: proposals, executions, scores, verdicts, evidence, the gate and the words, each with its place in the log."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from haste.decisions.again import group_of
from haste.decisions.effects import bounds
from haste.events.codec import typed
from haste.events.event import Recorded
from haste.events.run import ExecutionFinished, ExecutionStarted, ProposalAccepted, ProposalMade, ProposalRejected
from haste.events.skill import SkillAbstracted, SkillLearned, SkillProven
from haste.ports import EventLog
from haste.projections.evidence import Judged, by_competition
from haste.thresholds import CURRENT, RULES
from haste.vocabulary.ids import Position, SkillId, skill_stream
from haste.vocabulary.skill import Effect, Skill
from replay.recalling import Decision, Recalled
from replay.tracing import Trace, traces

_DIGITS = 12  # of a hash that is shown


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the chain."""

    step: str  # proposal, execution, score, acceptance, evidence, source, verdict or wording
    position: Position
    hash: str  # first hex digits of the event's; of a wording, of the blob that holds it
    text: str


def chain(log: EventLog, recorded: Recorded, decision: Decision, skill: Skill, recalled: Recalled) -> tuple[Link, ...]:
    """What led to a decision, in the order of cause and effect.

    Args:
        log: Where the events are.
        recorded: The decision's event as the log holds it.
        decision: The same event.
        skill: That it is about.
        recalled: What it was made of.
    """
    judged = _judged(decision, skill, recalled)
    found = traces(log, judged)
    trials = [link for trace in found for link in _of_trial(trace)]
    sources = [_source(log, name) for name in skill.sources] if isinstance(decision, SkillAbstracted) else []
    return (*trials, *_evidence(found, decision.rule), *sources, *_verdict(recorded, decision), *_wording(recorded, decision, recalled))


def _judged(decision: Decision, skill: Skill, recalled: Recalled) -> tuple[Judged, ...]:
    """The credited trials that the decision saw: of a learning those of its run, else those of the group, by competition."""
    of_group = by_competition(recalled.memory.evidence.of(group_of(skill)))
    every = [one for ones in of_group.values() for one in ones]
    return tuple(one for one in every if not isinstance(decision, SkillLearned) or one.run == decision.run)


def _of_trial(trace: Trace) -> Iterator[Link]:
    proposal, verdict = trace.proposal.event, trace.verdict.event
    assert isinstance(proposal, ProposalMade)
    assert isinstance(verdict, ProposalAccepted | ProposalRejected)
    where = f"trial {trace.judged.iteration} of {trace.judged.run}"
    yield _link("proposal", trace.proposal, f"{where}: {proposal.proposal.title} (cause: {proposal.proposal.cause})")
    for recorded in trace.started:
        assert isinstance(recorded.event, ExecutionStarted)
        yield _link("execution", recorded, f"fold {recorded.event.fold}, attempt {recorded.event.attempt}")
    for recorded in trace.finished:
        assert isinstance(recorded.event, ExecutionFinished)
        result = recorded.event.result
        yield _link("score", recorded, f"fold {recorded.event.fold}: {result.status if result.score is None else f'{result.score:.6g}'}")
    said = "accepted" if isinstance(verdict, ProposalAccepted) else f"rejected ({verdict.reason})"
    lift = f", lift {verdict.lift.mean:+.4g} ± {verdict.lift.se:.2g}" if verdict.lift else ""
    credit = trace.judged.credit
    yield _link("acceptance", trace.verdict, f"{said} by {verdict.rule}{lift}; effect {credit.effect:+.3f} ± {credit.se:.3f} to its cause")


def _evidence(found: Sequence[Trace], rule: str) -> Iterator[Link]:
    """One link a competition, at the newest verdict that it rests on."""
    verdicts = {(trace.judged.run, trace.judged.iteration): trace.verdict for trace in found}
    for competition, judged in by_competition(trace.judged for trace in found).items():
        newest = max((verdicts[one.run, one.iteration] for one in judged), key=lambda recorded: recorded.position)
        mean = bounds(judged, RULES.get(rule, CURRENT))
        sure = "significantly helps" if mean.lower > 0 else "significantly harms" if mean.upper < 0 else "not significant"
        yield _link("evidence", newest, f"{competition}: {mean.mean:+.3f} [{mean.lower:+.3f}, {mean.upper:+.3f}] over {len(judged)} trials, {sure}")


def _source(log: EventLog, name: SkillId) -> Link:
    first = typed(log.read(skill_stream(name))[:1])[0]
    return _link("source", first, f"skill {name}")


def _verdict(recorded: Recorded, decision: Decision) -> Iterator[Link]:
    match decision:
        case SkillLearned():
            said = "learned at the competition tier"
        case SkillAbstracted():
            said = f"{decision.verdict}, {decision.state}; effect {_effect(decision.effect)}"
        case SkillProven():
            said = f"proven; effect {_effect(decision.effect)}"
        case _:
            said = f"retired: {decision.because}"
    yield _link("verdict", recorded, f"{said}; by {decision.rule} on the log up to position {decision.read_to}")


def _wording(recorded: Recorded, decision: Decision, recalled: Recalled) -> Iterable[Link]:
    if not isinstance(decision, SkillLearned | SkillAbstracted):
        return ()
    asked = recalled.distilled or recorded
    text = f"{decision.value.title!r}, by {decision.value.author}"
    return (Link(step="wording", position=asked.position, hash=decision.reply[:_DIGITS], text=text),)


def _effect(effect: Effect) -> str:
    return f"{effect.mean:+.3f} [{effect.lower:+.3f}, {effect.upper:+.3f}] over {effect.competitions} competitions"


def _link(step: str, recorded: Recorded, text: str) -> Link:
    return Link(step=step, position=recorded.position, hash=recorded.hash.hex()[:_DIGITS], text=text)
