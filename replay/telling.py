"""An audit in words, a line for each step of the chain."""

from collections.abc import Iterator

from replay.audit import Audit
from replay.causes import Link


def lines(audited: Audit) -> Iterator[str]:
    """The verdict, the chain, and what differs."""
    yield f"skill {audited.skill}: {'match' if audited.match else 'MISMATCH'}"
    if audited.verdict is not None:
        yield f"verdict {audited.verdict} by {audited.rule}, on the log up to position {audited.read_to}; head {audited.head}"
    yield from map(_line, audited.chain)
    for difference in audited.differences:
        yield f"differs at position {difference.position}, {difference.field}:"
        yield f"  recorded: {difference.recorded}"
        yield f"  replayed: {difference.replayed}"


def _line(link: Link) -> str:
    return f"{link.step:<10} {link.position:>8} {link.hash}  {link.text}"
