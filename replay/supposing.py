"""Decides about skills by other constants, on a memory in which what was supposed before stands in place of what was recorded."""

from collections.abc import Collection

import msgspec

from haste.commands import ConsiderPromotion, Consolidate
from haste.decisions import consolidation
from haste.decisions.abstracting import Said
from haste.events.event import Event
from haste.events.run import LearningsDistilled
from haste.events.skill import SkillLearned, SkillProven, SkillRetired
from haste.projections.memory import Memory
from haste.thresholds import Thresholds
from haste.vocabulary.scales import Tier
from replay.agenda import Item, Stage
from replay.gate import Gate, decide
from replay.outcomes import Need
from replay.remembering import Both
from replay.saying import supposed
from replay.trials import Trials

_TIDYING = {Stage.RECONCILING: "names of techniques", Stage.MERGING: "duplicates", Stage.RECIPES: "recipes"}


class Supposed(msgspec.Struct, frozen=True, kw_only=True):
    """One item of the agenda, decided by other constants."""

    item: Item
    about: str
    events: tuple[Event, ...]  # the recorded ones where it cannot be told
    why: str = ""
    needs: Need | None = None


class Supposing:
    """Settles the items of a sweep's agenda, and keeps what each came to.

    Args:
        gate: That has decided the same items again on what was recorded, and so knows what authors said for them.
        rules: The other constants.
        trials: Verdicts of trials by them.
        unlike: Items that cannot be decided again even by the recorded constants: they are left as they are.
    """

    def __init__(self, gate: Gate, rules: Thresholds, trials: Trials, *, unlike: Collection[Item]) -> None:
        self.every: list[Supposed] = []
        self._gate = gate
        self._rules = rules
        self._trials = trials
        self._unlike = unlike

    def settle(self, item: Item, both: Both) -> tuple[Event, ...]:
        """What an item comes to; the events that stand for it from then on."""
        found = self._decided(item, both)
        self.every.append(found)
        return found.events

    def _decided(self, item: Item, both: Both) -> Supposed:
        command = item.command
        if item in self._unlike or isinstance(command, SkillLearned):
            return _unknown(item, "", "", None)
        if isinstance(command, ConsiderPromotion):
            return self._considered(item, command, both)
        if isinstance(command, LearningsDistilled):
            return self._learned(item, command, both)
        if item.stage is Stage.REST:
            return self._rest(item, command, both)
        return self._tidied(item, both)

    def _learned(self, item: Item, command: LearningsDistilled, both: Both) -> Supposed:
        about = f"learning: {self._gate.competition_of(command.run)}"
        brought = self._gate.taught.get(item.recorded[0].position)
        if command.run in self._trials.runs:
            return _unknown(item, about, "the run would have gone on otherwise", Need.TRIALS)
        events = decide(item, both.supposed, self._rules, said=Said(), brought=brought)
        return Supposed(item=item, about=about, events=events, why=f"of each run {self._rules.learnings_max} at most")

    def _considered(self, item: Item, command: ConsiderPromotion, both: Both) -> Supposed:
        group = command.group
        about = f"promotion: {group.technique} in {_scope(group.domain)}"
        if any((one.run, one.iteration) in self._trials.unknown for one in both.recorded.evidence.of(group)):
            return _unknown(item, about, "it rests on trials that nobody knows", Need.TRIALS)
        known = both.supposed.evidence.called(group.technique)
        if known != both.recorded.evidence.called(group.technique):
            return Supposed(item=item, about=about, events=(), why=f"its technique would be {known} by then")
        events, needs = self._gated(command, both.supposed)
        why = "; ".join(judgement.because for judgement in consolidation.judgements(command, both.supposed, self._rules))
        return Supposed(item=item, about=about, events=events, why=why, needs=needs)

    def _rest(self, item: Item, command: Consolidate, both: Both) -> Supposed:
        """Groups that there would be, and that there were not: techniques that would keep a name of their own."""
        to = Tier.GLOBAL if item.domain is None else Tier.DOMAIN
        there = set(both.recorded.evidence.groups(item.domain))
        events: list[Event] = []
        needs: Need | None = None
        for group in both.supposed.evidence.groups(item.domain):
            if group not in there:
                found, missing = self._gated(ConsiderPromotion(sweep=command.sweep, group=group, to=to, read_to=item.read_to), both.supposed)
                events, needs = [*events, *found], needs or missing
        about = f"promotion: groups that were not there in {_scope(item.domain)}"
        return Supposed(item=item, about=about, events=tuple(events), why="their techniques would keep names of their own", needs=needs)

    def _gated(self, command: ConsiderPromotion, memory: Memory) -> tuple[tuple[Event, ...], Need | None]:
        said, missing = supposed(command, memory, self._rules, self._gate.spoken)
        events = consolidation.decide(command, memory, said=said, rules=self._rules)
        return events, Need.WORDS if missing else None

    def _tidied(self, item: Item, both: Both) -> Supposed:
        about = f"{_TIDYING[item.stage]} in {_scope(item.domain)}"
        events = decide(item, both.supposed, self._rules, said=Said(), brought=None)
        touched = {event.skill for event in (*events, *(one.event for one in item.recorded)) if isinstance(event, SkillProven | SkillRetired)}
        if any(use.run in self._trials.runs for skill in touched for use in both.recorded.uses.of(skill)):
            return _unknown(item, about, "it rests on runs that would have gone on otherwise", Need.TRIALS)
        return Supposed(item=item, about=about, events=events, why="; ".join(getattr(event, "because", "") for event in events))


def _unknown(item: Item, about: str, why: str, needs: Need | None) -> Supposed:
    return Supposed(item=item, about=about, events=tuple(one.event for one in item.recorded), why=why, needs=needs)


def _scope(domain: str | None) -> str:
    return "all domains" if domain is None else domain
