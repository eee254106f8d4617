"""Turns events of earlier versions into those of today. Pure, and applied to old bytes only: today's are decoded as they are.

An event that changes its meaning, or gains a field without a default, gets a new tag `noun.verb.v(N+1)`, and an entry
here that makes the one from the other.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from haste.events.rows import UNREADABLE

Fields = dict[str, Any]
Upcaster = Callable[[Fields], Fields]  # fields of version N, without their tag -> fields of version N + 1

UPCASTERS: Mapping[str, Upcaster] = {}  # by the tag that is left behind

_TAG = "type"
_encoder = msgspec.msgpack.Encoder(order="sorted")


def upcast(data: bytes, upcasters: Mapping[str, Upcaster] = UPCASTERS) -> bytes | None:
    """The same fact in the bytes of the newest version that the upcasters lead to.

    Returns:
        New bytes, or None where these are no event of an earlier version.

    >>> old = msgspec.msgpack.encode({"type": "tea.made.v1", "celsius": 80})
    >>> to_v2 = {"tea.made.v1": lambda fields: {"kelvin": fields["celsius"] + 273}}
    >>> msgspec.msgpack.decode(upcast(old, to_v2))
    {'kelvin': 353, 'type': 'tea.made.v2'}
    """
    try:
        fields = msgspec.msgpack.decode(data, type=Fields)
    except UNREADABLE:
        return None
    tag = first = fields.pop(_TAG, None)
    while isinstance(tag, str) and (upcaster := upcasters.get(tag)):
        fields, tag = upcaster(fields), following(tag)
    return None if tag == first else _encoder.encode({**fields, _TAG: tag})


def following(tag: str) -> str:
    """The tag of the next version.

    >>> following("run.graded.v9")
    'run.graded.v10'
    """
    name, _, version = tag.rpartition(".v")
    return f"{name}.v{int(version) + 1}"
