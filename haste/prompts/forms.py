"""What replies look like, within what the API's structured outputs allow: flat objects, no union, few fields that may be left out.

Draft, improve, debug, merge, plan and summarise share one form: another form would make the API read the whole conversation anew.
"""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

from haste.vocabulary.scales import Comparison, Sign, Tier


def _lowered(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value  # the API does not promise the case of an enum


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class EditForm(_Form):
    """One replacement in the file that the reply starts from."""

    search: str
    replace: str


class IdeaForm(_Form):
    """One suggestion of a plan."""

    technique: str
    text: str


class HeadingForm(_Form):
    """One direction of a plan."""

    title: str
    ideas: list[IdeaForm]


class ContributionForm(_Form):
    """The reply of every role that takes part in a phase. A field that a role does not ask for may be left out: each would cost tokens."""

    title: str
    cause: str = ""
    also: list[str] = []
    skills: list[str] = []
    edits: list[EditForm] = []
    code: str = ""
    cpus: int = 0
    gpus: int = 0
    memory_mib: int = 0
    time_limit_s: int = 0
    headings: list[HeadingForm] = []
    adopted: list[str] = []
    dead_ends: list[str] = []
    text: str = ""


class LearningForm(_Form):
    """One thing that a run taught."""

    technique: str
    title: str
    when: str
    when_not: str
    instructions: str
    sign: Annotated[Sign, BeforeValidator(_lowered)]
    tier: Annotated[Tier, BeforeValidator(_lowered)]


class LearningsForm(_Form):
    """The reply to distil."""

    learnings: list[LearningForm]


class ConditionForm(_Form):
    """One predicate over the numbers of a profile."""

    field: str
    comparison: Annotated[Comparison, BeforeValidator(_lowered)]
    value: float


class WordingForm(_Form):
    """The reply to abstract."""

    title: str
    when: str
    when_not: str
    instructions: str


class SeparationForm(_Form):
    """The reply to reconcile."""

    found: bool
    condition: ConditionForm
    text: str


class Form(StrEnum):
    """The kinds of reply."""

    CONTRIBUTION = "contribution"
    LEARNINGS = "learnings"
    WORDING = "wording"
    SEPARATION = "separation"

    @property
    def model(self) -> type[BaseModel]:
        """The class that checks a reply."""
        return _MODELS[self]


_MODELS: dict[Form, type[BaseModel]] = {
    Form.CONTRIBUTION: ContributionForm,
    Form.LEARNINGS: LearningsForm,
    Form.WORDING: WordingForm,
    Form.SEPARATION: SeparationForm,
}


def schema(form: Form) -> dict[str, Any]:
    """The JSON schema that the API is sent: references resolved, and nothing in it but types, enums and what is required."""
    whole = form.model.model_json_schema()
    resolved: dict[str, Any] = _resolved(whole, whole.get("$defs", {}))
    return resolved


def _resolved(node: Any, definitions: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON is any of its types
    if isinstance(node, list):
        return [_resolved(item, definitions) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _resolved(definitions[node["$ref"].rpartition("/")[2]], definitions)
    if node.get("type") == "object":
        properties = {name: _resolved(field, definitions) for name, field in node["properties"].items()}
        return {"type": "object", "properties": properties, "required": node.get("required", []), "additionalProperties": False}
    kept = ("enum",) if "enum" in node else ("type", "items")
    return {key: _resolved(node[key], definitions) for key in kept if key in node}
