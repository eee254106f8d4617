"""What the API's structured outputs allow in a schema."""

from typing import Any

from tests.anthropic_server.values import RefusedError

ALLOWED = {
    "type",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "enum",
    "const",
    "anyOf",
    "description",
    "title",
    "default",
    "$defs",
    "$ref",
}
OPTIONAL_MAX = 24
UNIONS_MAX = 16


def check_schema(schema: dict[str, Any]) -> None:
    """Refuse a schema that cannot be compiled."""
    if schema.get("type") != "object":
        _refuse("the root has to be an object")
    optional, unions = _counted(schema, "schema")
    if optional > OPTIONAL_MAX:
        _refuse(f"Schema is too complex for compilation: {optional} optional parameters")
    if unions > UNIONS_MAX:
        _refuse(f"Schema is too complex for compilation: {unions} union-typed parameters")


def _counted(node: dict[str, Any], where: str) -> tuple[int, int]:
    """Optional parameters and unions of a node and all below it."""
    for key in node:
        if key not in ALLOWED:
            _refuse(f"{where}: keyword {key!r} is not supported")
    if "$ref" in node and not node["$ref"].startswith("#/$defs/"):
        _refuse(f"{where}: external $ref")
    optional, unions = 0, int("anyOf" in node or isinstance(node.get("type"), list))
    if node.get("type") == "object":
        if node.get("additionalProperties") is not False:
            _refuse(f"{where}: For 'object' type, 'additionalProperties' must be explicitly set to false")
        optional += len(set(node.get("properties", {})) - set(node.get("required", [])))
    elif not node.keys() & {"type", "enum", "const", "anyOf", "$ref"}:
        _refuse(f"{where}: a type is missing")
    inner = [*node.get("properties", {}).items(), *node.get("$defs", {}).items(), *((("items", node["items"]),) if "items" in node else ())]
    inner += [(str(number), option) for number, option in enumerate(node.get("anyOf", []))]
    for name, child in inner:
        more = _counted(child, f"{where}.{name}")
        optional, unions = optional + more[0], unions + more[1]
    return optional, unions


def _refuse(message: str) -> None:
    raise RefusedError(400, "invalid_request_error", f"output_config.format.schema: {message}")
