"""Runs one execution in any enclosure: makes its folder, has a keeper start and end it, and judges what it left."""

import asyncio
import contextlib
import marshal
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import msgspec

from haste.errors import SubmissionError
from haste.ports import Execution, Outcome
from haste.sandbox import collecting
from haste.sandbox.ceilings import Ceilings
from haste.sandbox.enclosing import Enclosure
from haste.sandbox.ending import Ended, Left, outcome_of
from haste.sandbox.environment import CLASS_SHARES, OUT_OF_FOLD, SOLUTION, SUBMISSION
from haste.sandbox.forking import ForkServer, server_for
from haste.sandbox.keeper import LENGTH_BYTES

JOB = "job"
KEEPER_LOST = Ended(started=True, code=-9, stopped_for="", wall_s=0.0, cpu_s=0.0, peak_memory_bytes=0)

Enclose = Callable[[Execution, Path], Enclosure]


async def supervise(execution: Execution, enclose: Enclose, *, scratch: Path, ceilings: Ceilings) -> Outcome:
    """Run to the end or to a limit; cancelling it ends everything that was started.

    Args:
        execution: What to run.
        enclose: Makes the command line, given the execution and the solution's folder on the host.
        scratch: Where folders of executions are made, and removed again.
        ceilings: Limits that are the same for every execution.
    """
    folder = _prepare(execution, scratch)
    try:
        enclosure = enclose(execution, folder / JOB)
        order = _order(execution, enclosure, folder, ceilings)
        ended, left = await _keep(order, execution, folder / JOB, server_for(enclosure.environment))
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # there is something left only where the keeper was killed
    return outcome_of(ended, left, execution, ceilings)


def _prepare(execution: Execution, scratch: Path) -> Path:
    scratch.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="execution-", dir=scratch))
    (folder / JOB).mkdir(mode=0o700)
    (folder / JOB / SOLUTION).write_bytes(execution.code)
    return folder


def _order(execution: Execution, enclosure: Enclosure, folder: Path, ceilings: Ceilings) -> bytes:
    order = marshal.dumps(
        {
            **msgspec.structs.asdict(enclosure),
            "confinement": msgspec.structs.asdict(enclosure.confinement),
            "folder": str(folder),
            "device": folder.stat().st_dev,
            "time_limit_s": execution.resources.time_limit_s,
            "memory_bytes": execution.resources.memory_bytes,
            "disk_bytes": ceilings.disk_bytes,
            "files": ceilings.files,
            "processes": ceilings.processes + execution.resources.cpus,
            "printed_bytes": ceilings.printed_bytes,
        }
    )
    return len(order).to_bytes(LENGTH_BYTES, "big") + order


async def _keep(order: bytes, execution: Execution, job: Path, server: ForkServer) -> tuple[Ended, Left]:
    with server.keeper() as line:
        async with _reader(line.answer) as answer, _reader(line.gone) as gone:
            try:
                await asyncio.to_thread(_write, line.order, order)
                return _read(await answer.read(), job), await asyncio.to_thread(_left, job, execution)
            finally:
                os.close(line.order)  # the order to end what is left, and to remove the folder
                await gone.read()


def _write(descriptor: int, data: bytes) -> None:
    with contextlib.suppress(BrokenPipeError):  # a keeper that is gone gives no answer either
        while data:
            data = data[os.write(descriptor, data) :]


@contextlib.asynccontextmanager
async def _reader(descriptor: int) -> AsyncIterator[asyncio.StreamReader]:
    reader = asyncio.StreamReader()
    pipe = os.fdopen(os.dup(descriptor), "rb", buffering=0)
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), pipe)
    try:
        yield reader
    finally:
        transport.close()


def _read(answer: bytes, job: Path) -> Ended:
    """The keeper's report. The folder's name on the host is taken out of what was printed: it differs from run to run and helps nobody."""
    report, _, printed = answer.partition(b"\n")
    if not report:
        return KEEPER_LOST
    started, code, wall_s, cpu_s, peak_memory_bytes, stopped_for = report.decode().split(" ")
    return Ended(
        started=started == "1",
        code=int(code),
        stopped_for=stopped_for,
        wall_s=float(wall_s),
        cpu_s=float(cpu_s),
        peak_memory_bytes=int(peak_memory_bytes),
        printed=printed.replace(bytes(job), b"/job"),
    )


def _left(job: Path, execution: Execution) -> Left:
    return Left(
        submission=_collect(job / SUBMISSION, execution),
        out_of_fold=_collect(job / OUT_OF_FOLD, execution) if execution.declares else None,
        class_shares=_collect(job / CLASS_SHARES, execution) if execution.shares and os.path.lexists(job / CLASS_SHARES) else None,
    )


def _collect(path: Path, execution: Execution) -> bytes | SubmissionError:
    try:
        return collecting.collect(path, bytes_max=execution.output_bytes_max)
    except SubmissionError as error:
        return error
