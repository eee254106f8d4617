"""Starts Ray, or joins the cluster that RAY_ADDRESS names; makes the actors of a sweep, and waits for its end."""

import asyncio
import logging
import os
import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import msgspec
import ray
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

from haste.actors.environment import own_cluster
from haste.actors.hosting import KEEPER, ORCHESTRATOR, KeeperActor, OrchestratorActor, RayPeer, SpecialistActor, specialist_name
from haste.actors.settings import Settings
from haste.commands import ConductSweep
from haste.errors import UnavailableError

_TOO_LATE = "timed out during startup"  # Ray's words for it
_OBJECT_STORE_BYTES = 256 * 1024**2  # predictions of a few executions; data sets never pass through it
_PAUSE_S = 1.0
_KEEPER_THREADS = 16  # calls that may wait for one commit together: as many as a small cluster has actors


def conduct(settings: Settings, domains: Iterable[str]) -> None:
    """Bring a sweep to its end, from wherever its log stands.

    Args:
        settings: Of the sweep; the log holds its SweepStarted.
        domains: One specialist is made for each.

    Raises:
        HasteError: What stopped the sweep: a log that cannot be written, or a driver that took it over.
    """
    with started_ray(namespace=f"haste-{settings.sweep}-{settings.epoch}"):
        asyncio.run(_conducted(settings, sorted(set(domains))))


async def _conducted(settings: Settings, domains: Iterable[str]) -> None:
    told = msgspec.msgpack.encode(settings)
    here = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=False)
    keeper = KeeperActor.options(name=KEEPER, scheduling_strategy=here, max_concurrency=_KEEPER_THREADS)
    kept = [keeper.remote(told)]  # an actor ends with its last handle
    kept += [SpecialistActor.options(name=specialist_name(domain)).remote(told, domain) for domain in domains]
    kept.append(OrchestratorActor.options(name=ORCHESTRATOR, scheduling_strategy=here).remote(told))
    orchestrator = RayPeer(kept[-1], ORCHESTRATOR)
    while True:
        try:
            await orchestrator.ask(ConductSweep(sweep=settings.sweep))
        except UnavailableError:
            await asyncio.sleep(_PAUSE_S)  # Ray restarts it, and it goes on from the log
        else:
            return


@contextmanager
def started_ray(*, namespace: str) -> Iterator[None]:
    """A connection to a cluster of our own, or to the one that RAY_ADDRESS names.

    Raises:
        UnavailableError: Neither could be had.
    """
    try:
        with _uninterrupted():
            _connect(namespace)
        yield
    finally:
        with _uninterrupted():
            ray.shutdown()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Keep Ctrl-C and a request to end back until the body is done: in the midst of its start Ray loses an interrupt, or crashes of it.

    Handlers are put back too: Ray brings one of its own, which exits without a word.

    Raises:
        KeyboardInterrupt: One came meanwhile.
    """
    kept: list[int] = []
    handlers = {number: signal.signal(number, lambda got, _: kept.append(got)) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    if kept:
        raise KeyboardInterrupt


def _connect(namespace: str) -> None:
    try:
        if own_cluster():
            _start(namespace)
        else:
            ray.init(namespace=namespace, log_to_driver=False, logging_level=logging.ERROR)
    except Exception as error:  # Ray raises the bare class where a node does not come up in time
        raise UnavailableError(
            expected="a Ray cluster",
            found=str(error).strip()[-500:],
            where=os.environ.get("RAY_ADDRESS", "a new cluster on this machine"),
            next_step="See Ray's own logs under /tmp/ray/session_latest/logs; `haste resume` goes on once it is mended.",
        ) from error


def _start(namespace: str) -> None:
    """Start a cluster of our own; once more where its node does not come up within Ray's half minute, as on a machine that others keep busy."""
    for last in (False, True):
        try:
            ray.init(
                namespace=namespace,
                log_to_driver=False,
                logging_level=logging.ERROR,
                include_dashboard=False,
                object_store_memory=_OBJECT_STORE_BYTES,
            )
        except Exception as error:  # the bare class
            if last or _TOO_LATE not in str(error):
                raise
            ray.shutdown()
        else:
            return
