"""One instance of every event class, made from the types of its fields alone: the same for the same classes, on every machine."""

import enum
import hashlib
import types
import typing
from typing import Any, Literal

import msgspec

from haste.events.event import Event
from haste.vocabulary.scales import Blend

_DEPTH_MAX = 6  # of values inside values: a type that holds itself ends here with what it may leave out
_LATER = (Blend.LIKELIEST,)  # came after the bytes were kept: a sample that could hold one would be another sample


def sample(kind: type[Event]) -> Event:
    """An event of this class with every field filled in."""
    event = _struct(kind, kind.__name__, 0)
    assert isinstance(event, Event)
    return event


def _struct(kind: type[msgspec.Struct], name: str, depth: int) -> msgspec.Struct:
    hints = typing.get_type_hints(kind)
    fields = {field.name: _value(hints[field.name], f"{name}.{field.name}", depth + 1) for field in msgspec.structs.fields(kind)}
    return kind(**fields)


def _value(hint: Any, name: str, depth: int) -> Any:  # noqa: ANN401, PLR0911 - a value of any type, with a return for each
    hint = getattr(hint, "__supertype__", hint)
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if msgspec.UnsetType in arguments:  # came after the bytes were kept, too
        return msgspec.UNSET
    if origin in (typing.Union, types.UnionType):
        kinds = [argument for argument in arguments if argument is not type(None)]
        return None if depth > _DEPTH_MAX else _value(kinds[_number(name) % len(kinds)], name, depth)
    if origin is typing.Annotated:
        return _value(arguments[0], name, depth)
    if origin is Literal:
        return arguments[0]
    if origin is tuple and arguments[-1:] != (Ellipsis,):
        return tuple(_value(argument, f"{name}[{place}]", depth) for place, argument in enumerate(arguments))
    if origin in (tuple, list, frozenset, set):
        return origin([] if depth > _DEPTH_MAX else [_value(arguments[0], f"{name}[0]", depth + 1)])
    if origin is dict:
        return {} if depth > _DEPTH_MAX else {_value(arguments[0], f"{name}{{key}}", depth): _value(arguments[1], f"{name}{{value}}", depth + 1)}
    return _plain(hint, name, depth)


def _plain(hint: Any, name: str, depth: int) -> Any:  # noqa: ANN401, PLR0911 - the same
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        members = [member for member in hint if member not in _LATER]
        return members[_number(name) % len(members)]
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return _struct(hint, name, depth)
    if hint is bool:
        return _number(name) % 2 == 0
    if hint is int:
        return _number(name) % 100_000
    if hint is float:
        return _number(name) % 10_000 / 64
    if hint is bytes:
        return name.encode()
    if hint in (str, Any, object):
        return name
    message = f"{name}: no sample for {hint!r}; add one to tests/golden/samples.py"
    raise TypeError(message)


def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:6], "big")
