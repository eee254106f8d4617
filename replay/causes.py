"""The chain of causes of a skill: proposals, executions, scores, verdicts, evidence, the gate and the words, each with its place in the log."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from haste.decisions.again import group_of
from haste.decisions.effects import bounds
from haste.decisions.importing import Import
from haste.events.codec import typed
from haste.events.event import Recorded
from haste.events.run import (
    ExecutionFinished,
    ExecutionStarted,
    FinalistRevalidated,
    ProposalAccepted,
    ProposalMade,
    ProposalRejected,
    SubmissionChosen,
    TrialReused,
)
from haste.events.skill import SkillAbstracted, SkillConflicted, SkillImported, SkillLearned, SkillMerged, SkillProven, SkillRetired
from haste.events.sweep import TechniqueReconciled
from haste.ports import EventLog
from haste.projections.evidence import by_competition
from haste.thresholds import CURRENT, RULES
from haste.vocabulary.ids import Position, SkillId, run_stream, skill_stream
from haste.vocabulary.scales import SkillKind
from haste.vocabulary.skill import Effect, Judged, Skill, Use
from replay.recalling import Decision, Recalled
from replay.tracing import Trace, handed_over, traces

_DIGITS = 12  # of a hash that is shown


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the chain."""

    step: str  # import, proposal, execution, score, acceptance, use, submission, evidence, source, verdict or wording
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
    uses = [link for use in _uses(decision, skill, recalled) for link in _of_use(log, use)]
    won = _of_submission(log, decision, skill)
    sources = [_source(log, name) for name in skill.sources] if isinstance(decision, SkillAbstracted) else []
    evidence = _evidence(log, found, judged, decision.rule)
    return (*trials, *uses, *won, *evidence, *sources, *_verdict(recorded, decision), *_wording(recorded, decision, recalled))


def origin(recorded: Recorded) -> Iterator[Link]:
    """Where a skill of another log comes from; nothing of one that came about in this log."""
    event = recorded.event
    if isinstance(event, SkillImported):
        where = f"from {event.log}, whose head was {event.head.hex()} at position {event.read_to}"
        yield _link("import", recorded, f"{event.state} {where}; how it came about cannot be decided again from this log")


def _judged(decision: Decision, skill: Skill, recalled: Recalled) -> tuple[Judged, ...]:
    """The credited trials that the decision saw: of a learning those of its run, else those of the group, by competition."""
    if skill.kind is SkillKind.RECIPE or isinstance(decision, SkillMerged | TechniqueReconciled):
        return ()
    of_group = by_competition(recalled.memory.evidence.of(group_of(skill), skill.conditions))
    every = [one for ones in of_group.values() for one in ones]
    return tuple(one for one in every if not isinstance(decision, SkillLearned) or one.run == decision.run)


def _uses(decision: Decision, skill: Skill, recalled: Recalled) -> tuple[Use, ...]:
    return recalled.memory.uses.of(skill.id) if isinstance(decision, SkillProven | SkillRetired) and skill.kind is SkillKind.RECIPE else ()


def _of_use(log: EventLog, use: Use) -> Iterator[Link]:
    """One draft that was made after a recipe; nothing where another log holds it."""
    for recorded in typed(log.read(run_stream(use.run))):
        if isinstance(recorded.event, ProposalMade) and recorded.event.iteration == use.iteration:
            yield _link("use", recorded, f"draft {use.iteration} of {use.run}: {'submitted in the end' if use.gained else 'not what was submitted'}")


def _of_submission(log: EventLog, decision: Decision, skill: Skill) -> Iterator[Link]:
    """Where a recipe comes from: the submitted trial's proposal, its score on a fresh split, the choice."""
    if not isinstance(decision, SkillLearned) or skill.kind is not SkillKind.RECIPE:
        return
    page = typed(log.read(run_stream(decision.run)))
    chosen = next((one for one in page if isinstance(one.event, SubmissionChosen)), None)
    if chosen is None or not isinstance(chosen.event, SubmissionChosen):
        return
    for recorded in page:
        event = recorded.event
        if isinstance(event, ProposalMade) and event.iteration == chosen.event.iteration:
            yield _link("proposal", recorded, f"trial {event.iteration} of {event.run}: {event.proposal.title}")
        if isinstance(event, FinalistRevalidated) and (event.iteration, event.members) == (chosen.event.iteration, ()):
            yield _link("score", recorded, f"on a fresh split: {'none' if event.score is None else f'{event.score:.6g}'}")
    yield _link("submission", chosen, f"trial {chosen.event.iteration}, by {chosen.event.rule}")


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
        assert isinstance(recorded.event, ExecutionFinished | TrialReused)
        result = recorded.event.result
        yield _link("score", recorded, f"fold {recorded.event.fold}: {result.status if result.score is None else f'{result.score:.6g}'}")
    said = "accepted" if isinstance(verdict, ProposalAccepted) else f"rejected ({verdict.reason})"
    lift = f", lift {verdict.lift.mean:+.4g} ± {verdict.lift.se:.2g}" if verdict.lift else ""
    credit = trace.judged.credit
    yield _link("acceptance", trace.verdict, f"{said} by {verdict.rule}{lift}; effect {credit.effect:+.3f} ± {credit.se:.3f} to its cause")


def _evidence(log: EventLog, found: Sequence[Trace], judged: Sequence[Judged], rule: str) -> Iterator[Link]:
    """One link a competition, at the newest event that it rests on: a verdict, or what another log handed over."""
    verdicts = {(trace.judged.run, trace.judged.iteration): trace.verdict for trace in found}
    elsewhere = handed_over(log, (one for one in judged if (one.run, one.iteration) not in verdicts))
    brought = elsewhere | verdicts
    for competition, ones in by_competition(one for one in judged if (one.run, one.iteration) in brought).items():
        newest = max((brought[one.run, one.iteration] for one in ones), key=lambda recorded: recorded.position)
        mean = bounds(ones, RULES.get(rule, CURRENT))
        sure = "significantly helps" if mean.lower > 0 else "significantly harms" if mean.upper < 0 else "not significant"
        trials = f"{len(ones)} trials{' of another log' if isinstance(newest.event, Import) else ''}"
        yield _link("evidence", newest, f"{competition}: {mean.mean:+.3f} [{mean.lower:+.3f}, {mean.upper:+.3f}] over {trials}, {sure}")


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
            said = f"proven: {decision.because}" + (f"; effect {_effect(decision.effect)}" if decision.effect else "")
        case SkillMerged():
            said = f"merged into {decision.into}: {decision.because}"
        case TechniqueReconciled():
            said = f"{decision.technique} is {decision.known}: {decision.because}"
        case SkillConflicted():
            settled = f"settled by {' and '.join(decision.settled_by)}" if decision.settled_by else "not settled, on probation"
            said = f"conflict: {decision.because}; {settled}; effect {_effect(decision.effect)}"
        case _:
            said = f"retired: {decision.because}"
    yield _link("verdict", recorded, f"{said}; by {decision.rule} on the log up to position {decision.read_to}")


def _wording(recorded: Recorded, decision: Decision, recalled: Recalled) -> Iterable[Link]:
    if not isinstance(decision, SkillLearned | SkillAbstracted):
        return ()
    asked = recalled.distilled or recorded
    if decision.value.kind is SkillKind.RECIPE:
        return (_link("wording", asked, f"{decision.value.title!r}, by the host"),)
    text = f"{decision.value.title!r}, by {decision.value.author}"
    return (Link(step="wording", position=asked.position, hash=decision.reply[:_DIGITS], text=text),)


def _effect(effect: Effect) -> str:
    return f"{effect.mean:+.3f} [{effect.lower:+.3f}, {effect.upper:+.3f}] over {effect.competitions} competitions"


def _link(step: str, recorded: Recorded, text: str) -> Link:
    return Link(step=step, position=recorded.position, hash=recorded.hash.hex()[:_DIGITS], text=text)
