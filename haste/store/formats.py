"""Which logs this code reads: those of its own format. Another one is refused with the reason, and with what to do."""

from haste.errors import ForeignLogError
from haste.events.event import FORMAT

_UNFROZEN = 0  # events and rules still changed from day to day


def require_format(found: int, *, where: str) -> None:
    """See that a log is of the format that this code reads and writes.

    Args:
        found: The format that the log says it has.
        where: The log, for the message.

    Raises:
        ForeignLogError: It is of another one.
    """
    if found == FORMAT:
        return
    if found == _UNFROZEN:
        next_step = "Format 0 was never frozen, so no later version can know what its events mean: read it with the version of haste that wrote it."
    elif found > FORMAT:
        next_step = "A newer version of haste wrote it: read it with that version, or a later one."
    else:
        next_step = "Read it with the version of haste that wrote it."
    raise ForeignLogError(expected=f"a HASTE log of format {FORMAT}", found=f"format {found}", where=where, next_step=next_step)
