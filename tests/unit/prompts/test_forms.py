"""The schemas of replies stay within what the API's structured outputs allow."""

from collections.abc import Iterator
from typing import Any

import anthropic
import pytest

from haste.prompts.forms import Form, schema

ALLOWED = {"type", "properties", "required", "additionalProperties", "items", "enum"}


def nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for inner in (*node.get("properties", {}).values(), *([node["items"]] if "items" in node else [])):
        yield from nodes(inner)


@pytest.mark.parametrize("form", list(Form))
def test_every_field_is_required_of_one_type_and_nothing_else_may_be_there(form: Form) -> None:
    for node in nodes(schema(form)):
        assert set(node) <= ALLOWED
        assert isinstance(node.get("type"), str) or node["enum"]
        if node.get("type") == "object":
            assert node["additionalProperties"] is False
            assert set(node["required"]) <= set(node["properties"])


def test_few_fields_may_be_left_out() -> None:
    left_out = {form: sum(len(set(node.get("properties", {})) - set(node.get("required", []))) for node in nodes(schema(form))) for form in Form}

    assert left_out == {Form.CONTRIBUTION: 13, Form.LEARNINGS: 0, Form.WORDING: 0, Form.SEPARATION: 0}
    assert sum(left_out.values()) <= 24  # of all schemas of a request; a request has one


@pytest.mark.parametrize("form", list(Form))
def test_the_sdk_has_nothing_to_change_in_a_schema(form: Form) -> None:
    assert anthropic.transform_schema(schema(form)) == schema(form)


def test_changing_a_schema_changes_it_for_all_roles_of_a_phase_at_once() -> None:
    assert list(schema(Form.CONTRIBUTION)["properties"])[:6] == ["title", "cause", "also", "skills", "edits", "code"]
