"""What stays bytes until somebody looks at it is what it would be had it been decoded at once."""

import msgspec
import pytest

from haste.projections.digest import digest
from haste.projections.lazily import LateMapping, LazyMapping, LazySequence, plain, with_item, with_value

ENCODED = memoryview(msgspec.msgpack.encode((1, 2)))


class Decoder:
    """Decodes, and counts how often."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, data: memoryview) -> tuple[int, ...]:
        self.asked += 1
        return msgspec.msgpack.decode(data, type=tuple[int, ...])

    def whole(self, data: memoryview) -> dict[str, int]:
        self.asked += 1
        return dict.fromkeys("ab", data[0])


@pytest.fixture
def decode() -> Decoder:
    return Decoder()


def lazy_of(decode: Decoder, **items: memoryview) -> LazyMapping[str, tuple[int, ...]]:
    return LazyMapping(dict(items), decode)


def test_a_value_of_a_mapping_is_decoded_once_and_only_where_it_is_asked_for(decode: Decoder) -> None:
    lazy = lazy_of(decode, a=ENCODED, b=ENCODED)

    assert (list(lazy), len(lazy), "a" in lazy, "c" in lazy, decode.asked) == (["a", "b"], 2, True, False, 0)
    assert lazy["a"] is lazy["a"]
    assert (lazy["a"], decode.asked) == ((1, 2), 1)
    assert lazy == {"a": (1, 2), "b": (1, 2)}


def test_a_mapping_with_one_value_more_leaves_the_one_before_as_it_was(decode: Decoder) -> None:
    lazy = lazy_of(decode, a=ENCODED)

    more = with_item(with_item(lazy, "b", (3,)), "a", (4,))

    assert (decode.asked, list(more)) == (0, ["a", "b"])
    assert (dict(more), dict(lazy)) == ({"a": (4,), "b": (3,)}, {"a": (1, 2)})
    assert with_item({"a": 1}, "b", 2) == {"a": 1, "b": 2}


def test_a_sequence_grows_without_being_decoded_and_then_is_what_a_tuple_would_be(decode: Decoder) -> None:
    lazy = LazySequence(ENCODED, decode)

    more = with_value(with_value(lazy, 3), 4)

    assert decode.asked == 0
    assert (more, list(more), len(more), more[-1], more[1:3], hash(more)) == ((1, 2, 3, 4), [1, 2, 3, 4], 4, 4, (2, 3), hash((1, 2, 3, 4)))
    assert decode.asked == 1
    assert lazy == LazySequence(ENCODED, decode)
    assert lazy != more
    assert with_value((1,), 2) == (1, 2)


def test_a_late_mapping_is_decoded_as_a_whole_and_once(decode: Decoder) -> None:
    late = LateMapping(ENCODED, decode.whole)

    assert decode.asked == 0
    assert (late == {"a": 0x92, "b": 0x92}, late["a"], list(late), len(late), decode.asked) == (True, 0x92, ["a", "b"], 2, 1)


def test_a_lazy_part_has_the_digest_of_what_it_stands_for(decode: Decoder) -> None:
    assert digest(lazy_of(decode, a=ENCODED)) == digest({"a": (1, 2)})
    assert digest(LazySequence(ENCODED, decode, (3,))) == digest((1, 2, 3))
    assert [plain(LateMapping(ENCODED, decode.whole)), plain(5)] == [{"a": 0x92, "b": 0x92}, 5]
