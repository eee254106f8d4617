"""What a sweep had decided about skills, in order: each append of such a decision, and the tidying up of which nothing came."""

from collections.abc import Iterable
from enum import IntEnum
from itertools import groupby
from typing import TypeAlias

import msgspec

from haste.commands import ConsiderPromotion, Consolidate
from haste.decisions import again
from haste.events.event import Recorded
from haste.events.run import LearningsDistilled
from haste.events.skill import SkillAbstracted, SkillConflicted, SkillImported, SkillLearned, SkillMerged, SkillProven, SkillRetired
from haste.events.sweep import AuthorConsulted, PromotionRefused, RoundFinished, RoundStarted, SweepStarted, TechniqueReconciled
from haste.vocabulary.ids import Position, SkillId, SweepId, Time
from haste.vocabulary.scales import SkillKind, Tier
from haste.vocabulary.skill import Group, Skill

ORCHESTRATOR = "orchestrator"  # refuses in place of a specialist that failed: nothing was judged


class Stage(IntEnum):
    """Which rule, in the order in which they are applied to a domain between rounds."""

    RECONCILING = 0
    MERGING = 1
    RECIPES = 2
    PROMOTION = 3
    REST = 4  # groups that the log has not considered
    LEARNING = 5  # at the end of a run, whenever that is


Command: TypeAlias = ConsiderPromotion | Consolidate | LearningsDistilled | SkillLearned
Decision: TypeAlias = (
    LearningsDistilled
    | SkillLearned
    | SkillAbstracted
    | SkillConflicted
    | SkillProven
    | SkillRetired
    | SkillMerged
    | TechniqueReconciled
    | PromotionRefused
)
_TIDYING = (Stage.RECONCILING, Stage.MERGING, Stage.RECIPES, Stage.REST)  # may have happened without an event


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One decision that was asked for."""

    stage: Stage
    command: Command
    read_to: Position  # what it saw
    recorded: tuple[Recorded, ...] = ()  # its events; none where nothing came of it
    consulted: tuple[Recorded, ...] = ()  # what authors were asked for it

    @property
    def domain(self) -> str | None:
        """Whose skills it is about; None for those of all domains."""
        return self.command.group.domain if isinstance(self.command, ConsiderPromotion) else getattr(self.command, "domain", None)

    @property
    def order(self) -> tuple[Position, int, str, int]:
        """By what each saw; those that saw the same, as they were asked for."""
        return self.read_to, self.domain is None, self.domain or "", self.stage


class Round(msgspec.Struct, kw_only=True):
    """What was decided after the runs of a round."""

    finished: Position | None = None  # None where it was not finished
    items: list[Item] = []


class Agenda:
    """Is shown all events of a log in order, and gathers what one sweep had decided.

    Args:
        sweep: Which one.
    """

    def __init__(self, sweep: SweepId) -> None:
        self.rounds = [Round()]  # what was decided before the first round stands by itself
        self.started: SweepStarted | None = None
        self._sweep = sweep
        self._skills: dict[SkillId, Skill] = {}
        self._learnings: list[Item] = []
        self._consulted: list[Recorded] = []

    def gather(self, page: Iterable[Recorded]) -> tuple[Item, ...]:
        """The items of a whole log, in the order of what they saw."""
        for _, append in groupby(page, key=lambda recorded: recorded.key):
            self._show(tuple(append))
        tidied = [item for number in range(len(self.rounds)) for item in self._tidied(number)]
        every = [*self._learnings, *(item for round_ in self.rounds for item in round_.items), *tidied]
        return tuple(sorted(every, key=lambda item: item.order))

    def _show(self, append: tuple[Recorded, ...]) -> None:
        """One append call."""
        for recorded in append:
            if isinstance(recorded.event, SkillLearned | SkillAbstracted | SkillImported):
                self._skills[recorded.event.skill] = recorded.event.value
        own = [recorded for recorded in append if recorded.correlation == self._sweep]
        for recorded in own:
            self._note(recorded)
        decided = tuple(recorded for recorded in own if isinstance(recorded.event, Decision) and not _by_hand(recorded))
        if not decided:
            return
        item = self._item(decided)
        if item.stage is Stage.LEARNING:
            self._learnings.append(item)
        else:
            self.rounds[-1].items.append(item)

    def _note(self, recorded: Recorded) -> None:
        match recorded.event:
            case SweepStarted():
                self.started = recorded.event
            case RoundStarted():
                self.rounds.append(Round())
            case RoundFinished():
                self.rounds[-1].finished = recorded.position
            case AuthorConsulted():
                self._consulted.append(recorded)

    def _item(self, decided: tuple[Recorded, ...]) -> Item:
        first = decided[0]
        event = first.event
        assert isinstance(event, Decision)
        stage, command = self._asked(event)
        consulted = tuple(one for one in self._consulted if event.read_to < one.position < first.position)
        return Item(stage=stage, command=command, read_to=event.read_to, recorded=decided, consulted=consulted)

    def _asked(self, event: Decision) -> tuple[Stage, Command]:
        """Which rule decided it, and about what."""
        match event:
            case LearningsDistilled() | SkillLearned():  # a skill stands behind its distillation in the same append; one by itself nobody taught
                return Stage.LEARNING, event
            case TechniqueReconciled():
                return Stage.RECONCILING, self._consolidate(event.domain, event.read_to, event.now)
            case SkillMerged():
                skill = self._skills.get(event.skill)
                return Stage.MERGING, self._consolidate(skill.domain if skill else None, event.read_to, event.now)
            case PromotionRefused() | SkillAbstracted():
                command = ConsiderPromotion(sweep=self._sweep, group=event.group, to=event.to, read_to=event.read_to, now=event.now)
                return Stage.PROMOTION, command
            case _ if event.skill not in self._skills:  # of a skill that no event made: nobody has judged a group of that name
                nobody = Group(technique=event.skill, domain=None)
                return Stage.PROMOTION, ConsiderPromotion(sweep=self._sweep, group=nobody, to=Tier.GLOBAL, read_to=event.read_to, now=event.now)
            case _:
                skill = self._skills[event.skill]
                stage = Stage.RECIPES if skill.kind is SkillKind.RECIPE else Stage.PROMOTION
                return stage, again.command_of(event, skill, self._sweep)

    def _consolidate(self, domain: str | None, read_to: Position, now: Time) -> Consolidate:
        return Consolidate(sweep=self._sweep, domain=domain, read_to=read_to, now=now)

    def _tidied(self, number: int) -> Iterable[Item]:
        """What a round's specialists did between its decisions without an event: it is placed before the next decision that left one."""
        round_ = self.rounds[number]
        domains = sorted({competition.domain for competition in self.started.competitions}) if self.started else []
        known = {(item.domain, item.stage) for item in round_.items}
        for place, domain in enumerate((*domains, None)):
            later = {*domains[place + 1 :], None} - {domain}
            for stage in _TIDYING:
                if (domain, stage) in known:
                    continue
                next_ = [item.read_to for item in round_.items if item.domain in later or (item.domain == domain and item.stage > stage)]
                read_to = min(next_, default=None if round_.finished is None else Position(round_.finished - 1))
                if read_to is not None:
                    yield Item(stage=stage, command=self._consolidate(domain, read_to, Time(0)), read_to=read_to)


def _by_hand(recorded: Recorded) -> bool:
    """Whether no rule decided it on what it saw: a person did, or the orchestrator whose specialist had failed."""
    event = recorded.event
    if isinstance(event, SkillRetired):
        return event.by != event.rule
    return isinstance(event, PromotionRefused) and recorded.actor.startswith(ORCHESTRATOR)
