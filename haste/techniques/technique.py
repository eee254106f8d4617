"""One thing that the offline author knows how to do: when it fits, what it changes, and the functions that do it."""

import inspect
from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec

from haste.techniques.blueprint import Blueprint, Setting, Slot
from haste.techniques.task import Task

Function = Callable[..., Any]
Condition = Callable[[Task, Blueprint], bool]


@cache
def signature(function: Function) -> inspect.Signature:
    """How a function is called: asked for thousands of times where two changes at once are weighed."""
    return inspect.signature(function)


def always(_task: Task, _blueprint: Blueprint) -> bool:
    """Hold wherever the technique's domains hold."""
    return True


class Technique(msgspec.Struct, frozen=True, kw_only=True):
    """An atomic change to a blueprint. Its functions ask for what they need by the names of their parameters (`parts.GIVEN`)."""

    slug: str
    title: str  # completes "This solution uses ..."
    domains: tuple[str, ...]
    slot: Slot
    when: str  # for people and language models; `condition` is what decides
    when_not: str
    condition: Condition = always
    asked_by: frozenset[str] = frozenset()  # metrics under which a draft has it from the start, where nothing else is in its slot
    joins: bool = False  # stands beside what is in its slot; otherwise it takes the slot over
    replaces: tuple[str, ...] = ()  # what it takes the place of where it joins
    first: bool = False  # stands before what is in its slot: a change of waves that reads lengths, which hold until another one moves samples
    puts: str = ""  # the slug that it puts into its slot, where that is another technique's
    cost: int = 1  # of a model: 1 is light on time and memory, 3 is heavy
    erratic: bool = False  # of a model: another seed makes it so different that an average of several trainings is worth their time
    needs: tuple[str, ...] = ()  # modules that its solutions import and HASTE does not; where one is not installed it is not offered

    # the functions that a solution gets
    function: Function | None = None  # of a change of images or waves, copies, a feature, target or answer
    regress: Function | None = None  # of a model: numbers
    classify: Function | None = None  # of a model: probabilities of the classes 0 .. m - 1
    understands: tuple[str, ...] = ()  # settings that reach a function through its **changes
    settings: dict[str, Setting] = {}  # what a technique of that slot sets

    # how they fit together
    sparse: bool = False  # of a feature: gives thousands of columns in sparse form
    level: bool = False  # of a feature: its columns share a unit, and are brought to scale together
    for_scaled_models: bool = False  # of a feature: trees split on it as on what they have already
    scaled: bool = False  # of a model: wants columns without gaps and on one scale
    narrow: bool = False  # of a model: wants dense columns, hundreds at most
    sees: str = ""  # of a model: "images" or "waves", whose values as they stand it sees behind the columns
    widens: int = 0  # of a change of waves: channels that it adds
    signed: bool = False  # of a target: what models learn from may be negative
    regresses: bool = False  # of an answer: wants models that predict numbers although labels are asked for

    def applies(self, task: Task, blueprint: Blueprint) -> bool:
        """Whether it fits the task by itself, and changes the blueprint. `fitting.applicable` also asks whether the parts fit each other."""
        return blueprint.domain in self.domains and self.condition(task, blueprint) and self.apply(blueprint) != blueprint

    def apply(self, blueprint: Blueprint) -> Blueprint:
        """The blueprint with this one change; only the field named by `slot` differs."""
        if self.slot is Slot.SETTINGS:
            return msgspec.structs.replace(blueprint, settings={**blueprint.settings, **self.settings})
        old: tuple[str, ...] = getattr(blueprint, self.slot)
        slug = self.puts or self.slug
        if slug in old and self.joins:
            return blueprint
        kept = tuple(other for other in old if self.joins and other not in self.replaces)
        new = (slug, *kept) if self.first else (*kept, slug)
        return msgspec.structs.replace(blueprint, **{self.slot.value: new})

    def entry(self, *, regression: bool) -> Function | None:
        """The function that a solution calls; None where it has none for this kind of target."""
        return self.function or (self.regress if regression else self.classify)

    def accepts(self, *, regression: bool) -> frozenset[str]:
        """Names of the settings that its function understands."""
        entry = self.entry(regression=regression)
        if entry is None:
            return frozenset()
        parameters = signature(entry).parameters.values()
        return frozenset(self.understands) | {parameter.name for parameter in parameters if parameter.kind is inspect.Parameter.KEYWORD_ONLY}
