"""Group commit: appends that come at the same time become durable by one wait for the disk, and each gets an answer of its own."""

from collections import deque
from collections.abc import Sequence
from threading import Condition

from haste.errors import HasteError, LogError
from haste.store.committing import Committing
from haste.store.stamping import Answer, Call

WAITING_BYTES_MAX = 64 * 1024**2  # of events that wait: whoever brings more waits outside, so that a slow disk cannot fill the memory
GROUP_CALLS_MAX = 1000  # a group of so many is all gain already, and nobody waits long behind it


class _Waiting:
    """Calls of one caller that wait for their answers."""

    def __init__(self, calls: Sequence[Call]) -> None:
        self.calls = calls
        self.bytes = sum(len(data) for call in calls for draft in call.drafts for data in draft.data)
        self.answers: tuple[Answer, ...] | None = None


class GroupCommit:
    """Commits for several threads. Whoever comes while a group is being written joins the next one.

    No thread of its own: the first of those that wait writes for all of them. Memory is bounded: callers with more
    than `waiting_bytes_max` before them wait until those are written.
    """

    def __init__(self, log: Committing, *, waiting_bytes_max: int = WAITING_BYTES_MAX) -> None:
        self._log = log
        self._bytes_max = waiting_bytes_max
        self._changed = Condition()
        self._queue: deque[_Waiting] = deque()
        self._bytes = 0
        self._writing = False

    def commit(self, calls: Sequence[Call]) -> tuple[Answer, ...]:
        """Append all of them, in order, together with whatever others bring; as `haste.store.committing.Committing` promises.

        Nothing is raised: where the log itself fails, that is the answer to each call.
        """
        mine = _Waiting(calls)
        with self._changed:
            self._changed.wait_for(lambda: self._bytes == 0 or self._bytes + mine.bytes <= self._bytes_max)
            self._queue.append(mine)
            self._bytes += mine.bytes
            self._changed.wait_for(lambda: mine.answers is not None or not self._writing)
            if mine.answers is not None:
                return mine.answers
            self._writing = True
            group = self._taken(mine)
        try:
            return self._written(group)
        finally:
            with self._changed:
                self._writing = False
                self._bytes -= sum(one.bytes for one in group)
                for one in group:
                    if one.answers is None:
                        one.answers = tuple(_interrupted(call) for call in one.calls)
                self._changed.notify_all()

    def _taken(self, mine: _Waiting) -> list[_Waiting]:
        """The next group, in the order of arrival; the thread that writes it is always part of it."""
        self._queue.remove(mine)
        group, size = [mine], len(mine.calls)
        while self._queue and size + len(self._queue[0].calls) <= GROUP_CALLS_MAX:
            size += len(self._queue[0].calls)
            group.append(self._queue.popleft())
        return group

    def _written(self, group: list[_Waiting]) -> tuple[Answer, ...]:
        """The answers to the first of a group, once all of it is written."""
        answers = iter(self._answers([call for one in group for call in one.calls]))
        for one in group:
            one.answers = tuple([next(answers) for _ in one.calls])
        return group[0].answers or ()

    def _answers(self, calls: list[Call]) -> Sequence[Answer]:
        """One transaction for all; where it fails, one for each, so that nobody pays for another's call."""
        try:
            return self._log.commit(calls)
        except LogError as error:
            if len(calls) == 1:
                return [error]
        except HasteError as error:  # the log is out of reach, for all of them alike
            return [error] * len(calls)
        return [self._alone(call) for call in calls]

    def _alone(self, call: Call) -> Answer:
        try:
            return self._log.commit([call])[0]
        except HasteError as error:
            return error


def _interrupted(call: Call) -> LogError:
    """The answer to a call whose group was given up by the thread that wrote it."""
    return LogError(
        expected="an answer from the thread that wrote for a group of calls",
        found="that it was interrupted",
        where=f"append key {call.key!r}",
        next_step="Repeat the call with the same key: it may have been written.",
    )
