"""Keeps the start and the end of what a process prints, however much that is. Standard library only: the keeper uses it."""


class Shortened:
    r"""At most `bytes_max` of a stream: half from its start, half from its end.

    >>> text = Shortened(8)
    >>> text.add(b"abcdefghijkl")
    >>> text.whole()
    b'abcd\n[4 bytes left out]\nijkl'
    """

    def __init__(self, bytes_max: int) -> None:
        self._half = bytes_max // 2
        self._start = bytearray()
        self._end = bytearray()
        self._left_out = 0

    def add(self, piece: bytes) -> None:
        """Take the next piece of the stream."""
        room = self._half - len(self._start)
        self._start += piece[:room]
        self._end += piece[room:]
        surplus = len(self._end) - self._half
        if surplus > 0:
            del self._end[:surplus]
            self._left_out += surplus

    def whole(self) -> bytes:
        """Everything that was kept, and how much was not."""
        gap = b"\n[%d bytes left out]\n" % self._left_out if self._left_out else b""
        return bytes(self._start) + gap + bytes(self._end)
