"""Gives plain actors a process of their own: the Ray actors and the Ray task, and what stands for them elsewhere."""

import asyncio
import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import msgspec
import ray
import structlog

from haste.actors.briefing import Briefing
from haste.actors.consolidating import Consolidator
from haste.actors.deciding import Writer, fence
from haste.actors.executing import Execute, Executions
from haste.actors.execution import Judged, Order, execute
from haste.actors.inventory import Inventory
from haste.actors.log_client import BlobClient, KeeperCalls, LogClient
from haste.actors.log_keeper import LogKeeper, stored
from haste.actors.memoising import Memo
from haste.actors.orchestrator import Orchestrator, Surroundings
from haste.actors.phasing import Chronicler
from haste.actors.playing import compared, played
from haste.actors.settings import Settings
from haste.actors.specialist import Specialist
from haste.actors.waiting import QUEUE_S, call_until_answered, long_answer, task_answer
from haste.actors.worker import Worker
from haste.briefs.assemble import Knowledge
from haste.clock.playback import grants
from haste.commands import ClosePhase, Command, Compete, ConductSweep, ConsiderPromotion, Consolidate, Distil, OpenPhase, Propose
from haste.domains import registry as domains
from haste.errors import UnavailableError
from haste.events.codec import pack, typed, unpack
from haste.events.event import Recorded
from haste.events.sweep import BudgetGranted
from haste.ports import Peer
from haste.projections import run as runs
from haste.projections import sweep as sweeps
from haste.projections.following import Follower
from haste.projections.memory import Memory
from haste.projections.run import RunState
from haste.sandbox.choosing import choose
from haste.store.snapshots import Snapshots
from haste.techniques import registry as techniques
from haste.vocabulary.ids import CompetitionId, RunId, run_stream, sweep_stream
from haste.wiring import (
    is_playback,
    open_blobs,
    open_clock,
    open_executions,
    open_index,
    open_language_model,
    open_log,
    open_recording,
    open_run_clock,
)

Handle: TypeAlias = Any  # of a Ray actor: its methods appear at run time, so there is no type to name
KEEPER = "log_keeper"
ORCHESTRATOR = "orchestrator"
SYSTEM = "system:"  # the clock of whoever decides nothing by the time

_encoder = msgspec.msgpack.Encoder()
_commands = msgspec.msgpack.Decoder(ConductSweep | Compete | Propose | OpenPhase | ClosePhase | Distil | Consolidate | ConsiderPromotion)
_settings = msgspec.msgpack.Decoder(Settings)
_orders = msgspec.msgpack.Decoder(Order)
_judged = msgspec.msgpack.Decoder(Judged)


class RayPeer:
    """A Peer over a Ray actor. `named` finds those that live as long as the sweep's driver."""

    def __init__(self, handle: Handle, name: str) -> None:
        self._handle = handle
        self._name = name

    @classmethod
    def named(cls, name: str) -> "RayPeer":
        """The actor of that name in the driver's namespace."""
        return cls(ray.get_actor(name), name)

    async def ask(self, command: Command) -> tuple[Recorded, ...]:
        """Send one blob and wait, however long the actor works, as long as its process answers."""
        reference = self._handle.ask.remote(_encoder.encode(command))
        return typed(unpack(await long_answer(reference, self._handle.pid.remote, where=self._name)))


def keeper_calls() -> KeeperCalls:
    """The calls of the sweep's log keeper."""
    handle: Handle = ray.get_actor(KEEPER)

    def call(name: str, *arguments: object) -> bytes:
        return call_until_answered(partial(handle.call.remote, name, *arguments), where=f"log keeper, {name}")

    return call


async def execute_on_ray(order: Order) -> Judged:
    """Have Ray place an execution where its resources are free.

    Raises:
        UnavailableError: The machine or the process that supervised it went away, or it got no place in QUEUE_S.
        ActorFailedError: The host, not the solution, failed.
    """
    task = _execute.options(num_cpus=order.resources.cpus, num_gpus=order.resources.gpus)
    reference = task.remote(_encoder.encode(order))
    where = f"execution of {order.competition.id}, {order.stage} {order.fold}"
    try:
        return _judged.decode(await task_answer(reference, timeout_s=order.resources.time_limit_s + QUEUE_S, where=where))
    except UnavailableError:
        ray.cancel(reference, force=True)
        raise


def _executed(blob: bytes) -> bytes:
    return _encoder.encode(asyncio.run(execute(_orders.decode(blob))))


_execute: Any = ray.remote(max_retries=0)(_executed)  # an attempt more is the worker's to decide, and stands in the log


class KeeperHost:
    """The log keeper's process. It sits on the driver's node, where the log's file is."""

    def __init__(self, settings: bytes) -> None:
        told = _introduced(settings, KEEPER)
        self._keeper = LogKeeper(log=open_log(told.log), blobs=open_blobs(told.home))

    def call(self, name: str, *arguments: Any) -> bytes:  # noqa: ANN401 - text, numbers or bytes, as the call wants
        """One call of `haste.actors.log_client`."""
        return self._keeper.call(name, *arguments)


class Host:
    """Any other actor's process: commands and events go in and out as msgpack."""

    _actor: Peer

    async def ask(self, blob: bytes) -> bytes:
        """One command, one blob; the answer is the events that it caused."""
        return pack(stored(recorded) for recorded in await self._actor.ask(_commands.decode(blob)))

    async def pid(self) -> int:
        """The process id: an answer shows that the process lives."""
        return os.getpid()


class SpecialistHost(Host):
    """A specialist's process, which alone opens the language model."""

    def __init__(self, settings: bytes, domain: str) -> None:
        name = specialist_name(domain)
        told = _introduced(settings, name)
        log, blobs = LogClient(keeper_calls()), BlobClient(keeper_calls())
        model = open_language_model(told.language_model, home=told.home)
        knowledge = Knowledge(guidance=domains.find(domain).guidance, techniques=techniques.known(domain))
        open_run = partial(_run_writer, told, log, actor=name)
        snapshots = _snapshots(told)
        inventory = Inventory(log, only=told.warm.only(told.sweep), open_index=partial(open_index, told.home), snapshot=lambda: snapshots.read(log))
        briefing, clock = Briefing(blobs=blobs, knowledge=knowledge, remembered=inventory.loaded), open_clock(SYSTEM)
        self._actor = Specialist(
            open_run=open_run,
            blobs=blobs,
            language_model=model,
            briefing=briefing,
            chronicler=Chronicler(open_run=open_run, blobs=blobs, clock=clock, language_model=model, briefing=briefing),
            consolidator=Consolidator(
                memory=_memory_writer(told, log, actor=name),
                open_run=open_run,
                blobs=blobs,
                clock=clock,
                language_model=model,
                knowledge=knowledge,
            ),
        )


class WorkerHost(Host):
    """A worker's process."""

    def __init__(self, settings: bytes, run: str, domain: str) -> None:
        told = _introduced(settings, f"worker:{run}")
        calls = keeper_calls()
        writer = _run_writer(told, LogClient(calls), RunId(run), actor=f"worker:{run}")
        blobs, clock = BlobClient(calls), open_run_clock(told.clock, lambda: writer.follower.state)
        execute, memo = _executing(told)
        self._actor = Worker(
            writer,
            Executions(writer, blobs=blobs, clock=clock, execute=execute, home=told.home, memo=memo),
            blobs=blobs,
            clock=clock,
            specialist=RayPeer.named(specialist_name(domain)),
            home=told.home,
        )


class OrchestratorHost(Host):
    """The orchestrator's process. Workers are its children and end with it."""

    def __init__(self, settings: bytes) -> None:
        told = _introduced(settings, ORCHESTRATOR)
        calls = keeper_calls()
        log = LogClient(calls)
        self._actor = Orchestrator(
            told.sweep,
            Writer(
                sweeps.follow(log, told.sweep),
                log,
                actor=f"{ORCHESTRATOR}#{told.epoch}",
                correlation=told.sweep,
                check=lambda state: fence(told.epoch, state.epoch),
            ),
            blobs=BlobClient(calls),
            clock=open_clock(SYSTEM),
            staff=RayStaff(settings),
            memory=_snapshots(told).followed(log),
        )


KeeperActor: Any = ray.remote(num_cpus=0, max_restarts=-1)(KeeperHost)
SpecialistActor: Any = ray.remote(num_cpus=0, max_restarts=-1)(SpecialistHost)
OrchestratorActor: Any = ray.remote(num_cpus=0, max_restarts=-1)(OrchestratorHost)
WorkerActor: Any = ray.remote(num_cpus=0)(WorkerHost)  # not restarted by Ray: the orchestrator sends another


def specialist_name(domain: str) -> str:
    """The name under which a domain's specialist is found."""
    return f"specialist:{domain}"


class RayStaff:
    """Whoever does things for an orchestrator, as Ray actors."""

    def __init__(self, settings: bytes) -> None:
        self._settings = settings

    async def send(self, run: RunId, domain: str) -> None:
        """Make a worker, have it bring its run to the end, and let its process go."""
        worker = WorkerActor.remote(self._settings, run, domain)
        try:
            await RayPeer(worker, f"worker of {run}").ask(Compete(run=run))
        finally:
            ray.kill(worker)

    async def consider(self, domain: str, command: Consolidate | ConsiderPromotion) -> None:
        """Have a domain's specialist tidy up what is remembered, or judge a group."""
        await RayPeer.named(specialist_name(domain)).ask(command)

    def probe(self, spec: str) -> Surroundings:
        """Try the sandboxes here, and ask Ray what its nodes have."""
        told = _settings.decode(self._settings)
        if is_playback(spec):
            recorded = open_executions(spec, home=told.home)
            cores, devices = recorded.cluster
            return Surroundings(walls=recorded.walls(), tried=(), cpus=cores, gpus=devices)
        _, walls, tried = choose(spec, Path(told.home) / "scratch")
        nodes = [node["Resources"] for node in ray.nodes() if node["Alive"]]  # type: ignore[no-untyped-call]  # Ray's functions have no types
        cpus, gpus = (max((node.get(name, 0.0) for node in nodes), default=0.0) for name in ("CPU", "GPU"))
        return Surroundings(walls=walls, tried=tried, cpus=max(1, int(cpus)), gpus=gpus)

    def granted(self) -> Mapping[CompetitionId, BudgetGranted]:
        """What the runs were granted, where a recorded sweep is played back."""
        clock = _settings.decode(self._settings).clock
        return grants(open_recording(clock)) if is_playback(clock) else {}


def _executing(told: Settings) -> tuple[Execute, Memo | None]:
    """Who executes, and what remembers: of a sweep that is played back nothing is remembered, or taken from what is."""
    if is_playback(told.sandbox):
        return played(open_executions(told.sandbox, home=told.home)), None
    if is_playback(told.language_model):
        return compared(open_executions(told.language_model, home=told.home), execute_on_ray), None
    return execute_on_ray, Memo(Path(told.home) / "memo")


def _introduced(settings: bytes, actor: str) -> Settings:
    """The settings, once the process has said which actor it is."""
    told = _settings.decode(settings)
    structlog.get_logger().info("actor started", actor=actor, sweep=told.sweep, epoch=told.epoch, pid=os.getpid())
    return told


def _run_writer(told: Settings, log: LogClient, run: RunId, *, actor: str) -> Writer[RunState]:
    follower = Follower(log, (sweep_stream(told.sweep), run_stream(run)), RunState(run=run), runs.evolve)
    return Writer(
        follower,
        log,
        actor=f"{actor}#{told.epoch}",
        correlation=told.sweep,
        check=lambda state: fence(told.epoch, state.sweep.epoch),
    )


def _snapshots(told: Settings) -> Snapshots:
    """Folds that are kept of what this sweep remembers: an actor that starts on a long log, or starts again, goes on from there."""
    return Snapshots(Path(told.home) / "snapshots", only=told.warm.only(told.sweep))


def _memory_writer(told: Settings, log: LogClient, *, actor: str) -> Writer[Memory]:
    return Writer(
        _snapshots(told).followed(log),
        log,
        actor=f"{actor}#{told.epoch}",
        correlation=told.sweep,
        check=lambda memory: fence(told.epoch, memory.epochs.get(told.sweep, 0)),
    )
