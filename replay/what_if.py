"""What would have been decided with other constants, pointwise on what was recorded: it invents neither trials nor words."""

from collections.abc import Iterator, Sequence

import msgspec

from haste.decisions.unseen import without
from haste.events.codec import typed
from haste.events.run import BriefPrepared, ProposalMade, RunStarted
from haste.events.sweep import SweepStarted
from haste.ports import BlobStore, EventLog
from haste.projections.memory import Memory
from haste.thresholds import Thresholds
from haste.vocabulary.competition import Competition
from haste.vocabulary.ids import Position, RunId, SkillId, SweepId, run_id, run_stream
from haste.vocabulary.scales import Arm, SkillKind
from haste.vocabulary.skill import Skill
from replay.blends import Reblended, reblended
from replay.gate import Gate, rules_of
from replay.outcomes import Need, outcomes, told, without_those
from replay.parameters import Change, changed
from replay.past import found_sweep, whole
from replay.remembering import Both, Remembering
from replay.supposing import Supposed, Supposing
from replay.trials import Retried, retried

_BLIND = (Arm.NONE, Arm.RETRY)  # arms whose briefs show no skills


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One decision that would be another, or that nobody can tell."""

    decision: str
    position: Position  # of the recorded one; of what it saw, where nothing was recorded
    recorded: str
    would_be: str
    why: str
    needs: Need | None = None  # what is missing to tell


class Onlooker(msgspec.Struct, frozen=True, kw_only=True):
    """A run that would have seen other skills, so that what it tried might be something else."""

    run: RunId
    gone: tuple[SkillId, ...]  # that its briefs showed, and that would not be there
    cited: tuple[SkillId, ...]  # those of them that its proposals name
    new: tuple[SkillId, ...]  # that there were not, and that it might have been shown


class WhatIf(msgspec.Struct, frozen=True, kw_only=True):
    """What other constants would have decided in one sweep."""

    sweep: SweepId
    changes: tuple[Change, ...]
    decisions: int  # that were decided again
    rows: tuple[Row, ...]  # in the order of the log
    onlookers: tuple[Onlooker, ...]
    unlike: int  # decisions that cannot be made again even by the recorded constants: they are left as they are


def of_sweep(log: EventLog, blobs: BlobStore, sweep: str | None, changes: Sequence[Change]) -> WhatIf:
    """What other constants would have decided in one sweep of a log, up to the head that it has now.

    Args:
        log: Of any kind; others may append meanwhile.
        blobs: Where the words are.
        sweep: Its id; the newest one where None.
        changes: Constants with other values.

    Raises:
        SweepNotFoundError: The log has none of that id, or none at all.
        CorruptLogError: Its chain is broken.
        ReplayMismatchError: This code does not have the rules of the sweep.
    """
    past = whole(log)
    return what_if(past, blobs, found_sweep(past, sweep), changes)


def what_if(log: EventLog, blobs: BlobStore, started: SweepStarted, changes: Sequence[Change]) -> WhatIf:
    """Decide a whole sweep again by other constants, decision for decision.

    Verdicts of trials are judged on the recorded scores until one of a run changes: what would have been tried after it, nobody
    knows. What is decided about skills is decided on a memory in which the supposed decisions stand in place of the recorded ones.

    Args:
        log: Where its events are. Others must not append meanwhile: `replay.past.PastLog` sees to that.
        blobs: Where the words are.
        started: The start of the sweep.
        changes: Constants with other values.

    Raises:
        ReplayMismatchError: This code does not have the rules of the sweep.
    """
    rules = changed(rules_of(started), changes)
    gate = Gate(log, blobs, started)
    unlike = [one.item for one in gate.decided() if one.differences]
    trials = retried(log, started, rules_of(started), rules)
    supposing = Supposing(gate, rules, trials, unlike=unlike)
    remembering = Remembering(log, started.sweep, only=started.warm.only(started.sweep), instead=trials.instead)
    remembering.walk(gate.items, supposing.settle)
    blends = tuple(reblended(log, started, rules, trials))
    of_trials = (_of(f"acceptance: trial {one.iteration} of {one.competition}", one) for one in trials.every)
    of_blends = (_of(f"ensemble of {one.competition}", one) for one in blends)
    rows = (*of_trials, *of_blends, *map(_of_item, supposing.every))
    return WhatIf(
        sweep=started.sweep,
        changes=tuple(changes),
        decisions=len(trials.every) + len(blends) + sum(bool(one.item.recorded) for one in supposing.every),
        rows=tuple(sorted((row for row in rows if row is not None), key=lambda row: row.position)),
        onlookers=tuple(_onlookers(log, started, remembering.rounds, rules)),
        unlike=len(unlike) + trials.unlike,
    )


def counts(found: WhatIf) -> dict[str, int]:
    """How many decisions would change, and how many cannot be told for want of what."""
    kinds = ["would change" if row.needs is None else str(row.needs) for row in found.rows]
    return {kind: kinds.count(kind) for kind in dict.fromkeys(("would change", *map(str, Need))) if kind in kinds}


def _of(decision: str, one: Retried | Reblended) -> Row | None:
    if one.was == one.would_be:
        return None
    return Row(decision=decision, position=one.recorded.position, recorded=one.was, would_be=one.would_be, why=one.why, needs=one.needs)


def _of_item(one: Supposed) -> Row | None:
    """What came of it and would not, and what would and did not: figures may move without a decision that does."""
    was, would_be = outcomes(recorded.event for recorded in one.item.recorded), outcomes(one.events)
    if one.needs is None:
        was, would_be = without_those(was, would_be), without_those(would_be, was)
    if one.needs is None and not (was or would_be):
        return None
    return Row(
        decision=one.about,
        position=one.item.recorded[0].position if one.item.recorded else one.item.read_to,
        recorded=told(was),
        would_be=told(would_be) if one.needs in (None, Need.WORDS) else str(one.needs),
        why=one.why,
        needs=one.needs,
    )


def _onlookers(log: EventLog, started: SweepStarted, rounds: Sequence[Both], rules: Thresholds) -> Iterator[Onlooker]:
    """Runs that would have seen other skills, in the order of the competitions."""
    for competition in started.competitions:
        run = run_id(started.sweep, competition.id)
        events = [recorded.event for recorded in typed(log.read(run_stream(run)))]
        begun = next((event for event in events if isinstance(event, RunStarted)), None)
        if begun is None or begun.round > len(rounds) or started.arm in _BLIND:
            continue
        both = rounds[begun.round - 1]
        then, would_be = (_live(memory, competition, started, by) for memory, by in ((both.recorded, rules_of(started)), (both.supposed, rules)))
        shown = {skill for event in events if isinstance(event, BriefPrepared) for skill in event.skills}
        cited = {skill for event in events if isinstance(event, ProposalMade) for skill in event.proposal.skills}
        gone = shown & (then.keys() - would_be.keys())
        new = {name for name in would_be.keys() - then.keys() if _for(would_be[name], competition)}
        if gone or new:
            yield Onlooker(run=run, gone=tuple(sorted(gone)), cited=tuple(sorted(gone & cited)), new=tuple(sorted(new)))


def _live(memory: Memory, competition: Competition, started: SweepStarted, rules: Thresholds) -> dict[SkillId, Skill]:
    """The skills that the briefs of a run are chosen from."""
    if started.transfer:
        memory = without(memory, competition.id, rules)
    return {entry.skill.id: entry.skill for entry in memory.tiers.live()}


def _for(skill: Skill, competition: Competition) -> bool:
    """Whether a skill is about a competition, or about one of its domains, or about all."""
    own = skill.competition in (None, competition.id) or skill.kind is SkillKind.RECIPE
    return own and skill.domain in (None, competition.domain, *competition.also)
