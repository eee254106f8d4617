"""Let the weights of linear models grow."""

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.task import Task
from haste.techniques.technique import Technique

_GIVEN_ONE = frozenset({"linear-svm", "nb-logistic"})


def has_a_given_penalty(task: Task, blueprint: Blueprint) -> bool:
    """Whether a model in it does not choose its penalty itself; of series in time none does."""
    return task.in_time or not _GIVEN_ONE.isdisjoint(blueprint.models)


TECHNIQUE = Technique(
    slug="weaker-penalty",
    title="a weaker penalty on weights",
    domains=("tabular", "text", "forecasting"),
    slot=Slot.SETTINGS,
    when="A linear model that does not choose its penalty itself underfits, as it often does on tf-idf columns, whose values are small.",
    when_not="It overfits.",
    condition=has_a_given_penalty,
    settings={"penalty": 0.2},
)
