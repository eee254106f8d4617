"""However much is printed, the start and the end of it are kept."""

from hypothesis import given
from hypothesis import strategies as st

from haste.sandbox.shortening import Shortened


@given(pieces=st.lists(st.binary(max_size=30)), half=st.integers(min_value=1, max_value=40))
def test_nothing_is_lost_of_a_short_text_and_only_the_middle_of_a_long_one(pieces: list[bytes], half: int) -> None:
    text = b"".join(pieces)
    shortened = Shortened(2 * half)

    for piece in pieces:
        shortened.add(piece)

    left_out = len(text) - 2 * half
    expected = text if left_out <= 0 else text[:half] + b"\n[%d bytes left out]\n" % left_out + text[-half:]
    assert shortened.whole() == expected
