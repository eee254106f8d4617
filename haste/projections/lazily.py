"""Parts of a kept state that stay bytes until somebody looks at them: of a long log most of it is never looked at by one command."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Generic, TypeVar, overload

Key = TypeVar("Key")
Value = TypeVar("Value")


class LazyMapping(Mapping[Key, Value], Generic[Key, Value]):
    """A mapping each of whose values is decoded when it is first asked for. Keys are there from the start, in their order.

    Args:
        items: Values, or the bytes of values.
        decode: Makes a value of its bytes.
    """

    def __init__(self, items: dict[Key, Value | memoryview], decode: Callable[[memoryview], Value]) -> None:
        self._items = items
        self._decode = decode

    def __getitem__(self, key: Key) -> Value:
        """The value of a key."""
        found = self._items[key]
        if isinstance(found, memoryview):
            found = self._items[key] = self._decode(found)
        return found

    def __iter__(self) -> Iterator[Key]:
        """The keys, in their order."""
        return iter(self._items)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._items)

    def __contains__(self, key: object) -> bool:
        """Whether a key is there; nothing is decoded for it."""
        return key in self._items

    def with_item(self, key: Key, value: Value) -> "LazyMapping[Key, Value]":
        """The same with one value more, or another one."""
        return LazyMapping({**self._items, key: value}, self._decode)


class LateMapping(Mapping[Key, Value], Generic[Key, Value]):
    """A mapping that is decoded as a whole when somebody first looks into it.

    Args:
        data: Its bytes.
        decode: Makes the whole of them.
    """

    def __init__(self, data: memoryview, decode: Callable[[memoryview], dict[Key, Value]]) -> None:
        self._whole = cache(lambda: decode(data))

    def __getitem__(self, key: Key) -> Value:
        """The value of a key."""
        return self._whole()[key]

    def __iter__(self) -> Iterator[Key]:
        """The keys, in their order."""
        return iter(self._whole())

    def __len__(self) -> int:
        """How many there are."""
        return len(self._whole())


class LazySequence(Sequence[Value], Generic[Value]):
    """A sequence whose first part is decoded when somebody looks into it.

    Args:
        first: The bytes of its first part.
        decode: Makes values of them.
        more: What comes after it.
    """

    def __init__(self, first: memoryview, decode: Callable[[memoryview], tuple[Value, ...]], more: tuple[Value, ...] = ()) -> None:
        self._first = first
        self._decode = decode
        self._more = more
        self._whole: tuple[Value, ...] | None = None

    @property
    def whole(self) -> tuple[Value, ...]:
        """All of it, decoded."""
        if self._whole is None:
            self._whole = (*self._decode(self._first), *self._more)
        return self._whole

    @overload
    def __getitem__(self, place: int) -> Value: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Value, ...]: ...
    def __getitem__(self, place: int | slice) -> Value | tuple[Value, ...]:
        """The value at a place, or some of them."""
        return self.whole[place]

    def __len__(self) -> int:
        """How many there are."""
        return len(self.whole)

    def __iter__(self) -> Iterator[Value]:
        """Each of them, in order."""
        return iter(self.whole)

    def __eq__(self, other: object) -> bool:
        """As a tuple is equal to another one."""
        return self.whole == (other.whole if isinstance(other, LazySequence) else other)

    def __hash__(self) -> int:
        """As a tuple's."""
        return hash(self.whole)

    def with_value(self, value: Value) -> "LazySequence[Value]":
        """The same with one value more at its end; nothing is decoded for it."""
        return LazySequence(self._first, self._decode, (*self._more, value))


def with_item(known: Mapping[Key, Value], key: Key, value: Value) -> Mapping[Key, Value]:
    """A mapping with one value more, or another one; a lazy one stays lazy."""
    return known.with_item(key, value) if isinstance(known, LazyMapping) else {**known, key: value}


def with_value(known: Sequence[Value], value: Value) -> Sequence[Value]:
    """A sequence with one value more at its end; a lazy one stays lazy."""
    return known.with_value(value) if isinstance(known, LazySequence) else (*known, value)


def plain(value: object) -> object:
    """A lazy part as the dict or tuple that it stands for; anything else as it is."""
    if isinstance(value, LazyMapping | LateMapping):
        return dict(value)
    return value.whole if isinstance(value, LazySequence) else value
