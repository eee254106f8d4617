"""Hears that a PostgreSQL log has grown: each append rings by NOTIFY. Ringing is a hint; the head alone says what is there."""

import time
from collections.abc import Callable
from threading import Lock

import psycopg
from psycopg import Connection

from haste.events.chain import Head
from haste.store.postgres_tables import CHANNEL, connected, translated
from haste.vocabulary.ids import Position

_LOOK_EVERY_S = 1.0  # also without a ring: a pooler between here and the server may swallow it


class Bell:
    """A second connection that listens, made by the first wait: the log's own one stays free for everybody else.

    Args:
        dsn: Address of the log.
    """

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._lock = Lock()
        self._connection: Connection | None = None

    def wait(self, head: Callable[[], Head], *, after: Position, timeout_s: float) -> bool:
        """Wait until the head is beyond a position, or the time is over; the first look comes after listening has begun.

        Raises:
            LogError: The server cannot be reached.
        """
        end = time.monotonic() + timeout_s
        with self._lock, translated(self._dsn):
            listening = self._listening()
            while head().position <= after:
                left = end - time.monotonic()
                if left <= 0:
                    return False
                try:
                    for _ in listening.notifies(timeout=min(_LOOK_EVERY_S, left), stop_after=1):
                        pass
                except psycopg.OperationalError:
                    if not listening.broken:
                        raise
                    listening = self._listening()  # the server let it go; nothing was missed, the head is looked at again
        return True

    def close(self) -> None:
        """Let the connection go, where there is one."""
        if self._connection is not None:
            self._connection.close()

    def _listening(self) -> Connection:
        if self._connection is None or self._connection.broken:
            self._connection = connected(self._dsn, read_only=True)
            self._connection.execute(f"LISTEN {CHANNEL}".encode())
        return self._connection
