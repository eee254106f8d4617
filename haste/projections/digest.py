"""What a fold came to, in 64 hex digits: equal for the same state, on every machine and in every process."""

import hashlib

import msgspec

from haste.projections.lazily import LazyMapping, LazySequence, plain

_encode = msgspec.msgpack.Encoder().encode


def digest(state: object) -> str:
    """SHA-256 over the canonical bytes of a state.

    Sets are sorted, because they have no order. Dicts keep theirs: it is the order of the log, and what is loaded, shown
    and merged depends on it, so two states that differ in it are two states.

    Args:
        state: Frozen structs, tuples, lists, dicts, sets, enums, texts, bytes, numbers and None.

    Returns:
        64 hex digits.

    >>> digest({"b", "a"}) == digest({"a", "b"}), digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    (True, False)
    """
    return hashlib.sha256(_encode(_plain(state))).hexdigest()


def _plain(value: object) -> object:
    match value:
        case msgspec.Struct():
            return [type(value).__name__, *[_plain(getattr(value, name)) for name in value.__struct_fields__]]
        case LazyMapping() | LazySequence():
            return _plain(plain(value))
        case dict():
            return {"dict": [(_plain(key), _plain(inner)) for key, inner in value.items()]}
        case set() | frozenset():
            return {"set": sorted(_encode(_plain(inner)) for inner in value)}
        case tuple() | list():
            return [_plain(inner) for inner in value]
        case _:
            return value
