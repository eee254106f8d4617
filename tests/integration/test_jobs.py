"""A sweep as a Ray job: submitted to a head of its own, and judged by the log that it leaves, not by what the job prints."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from ray.job_submission import JobDetails, JobStatus, JobSubmissionClient

from haste.clock.system import SystemClock
from haste.events import codec
from haste.events.event import Recorded
from haste.events.run import RunFinished, RunStarted, SubmissionChosen
from haste.events.sweep import SweepFinished, SweepStarted
from haste.store.blobs import FileBlobs
from haste.store.sqlite import SqliteLog
from haste.vocabulary.ids import Position
from haste.vocabulary.scales import Status

pytestmark = pytest.mark.skipif(" " in sys.executable, reason="Ray starts no job where the path of the interpreter has a space in it")

ROOT = Path(__file__).parents[2]
PORTS = range(20_000, 32_000)  # below, from 10002 on, are the ports of Ray's workers; above are those that the kernel hands out


def free_ports(count: int) -> list[int]:
    """Ports of the loopback that nobody listens on, wherever this process starts to look."""
    found: list[int] = []
    for step in range(len(PORTS)):
        port = PORTS[(os.getpid() * 97 + step) % len(PORTS)]
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            found.append(port)
        if len(found) == count:
            return found
    raise LookupError(f"expected {count} free ports in {PORTS}, found {len(found)}")


def end_processes_of(folder: Path) -> None:
    """Kill whatever was started with this folder in its command line, environment or working directory, and nothing else."""
    while found := [pid for pid in running() if pid != os.getpid() and belongs(pid, folder)]:
        for pid in found:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.1)


def running() -> list[int]:
    """Ids of all processes."""
    return [int(process.name) for process in Path("/proc").iterdir() if process.name.isdigit()]


def belongs(pid: int, folder: Path) -> bool:
    """Tell whether a process that still runs was started below a folder."""
    process = Path("/proc") / str(pid)
    try:
        known_by = (process / "cmdline").read_bytes() + (process / "environ").read_bytes() + os.fsencode((process / "cwd").readlink())
    except OSError:
        return False  # it has ended, or is somebody else's
    return os.fsencode(folder) in known_by


@pytest.fixture(scope="module")
def head() -> Iterator[JobSubmissionClient]:
    """Yield a client of a head that was started for this module, in a folder of its own."""
    folder = Path(tempfile.mkdtemp(prefix="jobs-"))  # not pytest's: its path would be too long for Ray's sockets
    port, dashboard, client, listen, grpc, environment_port, metrics = free_ports(7)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("RAY_", "ANTHROPIC_", "HASTE_"))}
    environment |= {
        "RAY_AUTH_MODE": "disabled",
        "RAY_USAGE_STATS_ENABLED": "0",
        "HOME": str(folder / "user"),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    command = ["ray", "start", "--head", "--num-cpus=2", "--object-store-memory=100000000", f"--temp-dir={folder}/ray", "--disable-usage-stats"]
    command += ["--node-ip-address=127.0.0.1", f"--port={port}", f"--dashboard-port={dashboard}", f"--ray-client-server-port={client}"]
    command += [f"--dashboard-agent-listen-port={listen}", f"--dashboard-agent-grpc-port={grpc}"]
    command += [f"--runtime-env-agent-port={environment_port}", f"--metrics-export-port={metrics}"]
    (folder / "user").mkdir()
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("RAY_AUTH_MODE", "disabled")
        try:
            subprocess.run(command, env=environment, check=True, capture_output=True, timeout=120)
            yield JobSubmissionClient(f"http://127.0.0.1:{dashboard}")
        finally:
            end_processes_of(folder)
            shutil.rmtree(folder, ignore_errors=True)


def make_competition(folder: Path, *, domain: str, feature: Callable[[int], str]) -> Path:
    """Write a small competition in the prepared layout: is a number odd, seen through one column."""
    public, private = folder / "prepared/public", folder / "prepared/private"
    public.mkdir(parents=True)
    private.mkdir()
    (folder / "config.yaml").write_text(f"id: {folder.name}\ndomain: {domain}\nmetric: accuracy\ntarget: odd\nid_column: id\n")
    (public / "train.csv").write_text("id,seen,odd\n" + "".join(f"{n},{feature(n)},{n % 2}\n" for n in range(80)))
    (public / "test.csv").write_text("id,seen\n" + "".join(f"{n},{feature(n)}\n" for n in range(80, 120)))
    (public / "sample_submission.csv").write_text("id,odd\n" + "".join(f"{n},0\n" for n in range(80, 120)))
    (private / "test.csv").write_text("id,odd\n" + "".join(f"{n},{n % 2}\n" for n in range(80, 120)))
    return folder


def finished(client: JobSubmissionClient, job: str, *, within_s: float) -> JobDetails:
    """Wait for a job's end."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if client.get_job_status(job).is_terminal():
            return client.get_job_info(job)
        time.sleep(0.3)
    pytest.fail(f"job {job} did not end within {within_s} s: {client.get_job_logs(job)[-2000:]}")


def events_of(home: Path) -> list[Recorded]:
    """Everything in the log of a home."""
    log = SqliteLog(home / "log.sqlite", SystemClock(), read_only=True)
    return list(codec.typed(log.tail(after=Position(0), limit=1_000_000)))


@pytest.mark.timeout(600)  # thirty executions on a machine that may be busy
def test_a_sweep_as_a_job_leaves_a_valid_submission_for_each_competition(head: JobSubmissionClient, tmp_path: Path) -> None:
    table = make_competition(tmp_path / "table", domain="tabular", feature=lambda n: f"{n % 2 + n % 7 / 20:.2f}")
    prose = make_competition(
        tmp_path / "prose", domain="text", feature=lambda n: f"the {('even', 'odd')[n % 2]} house number {n} of this long street"
    )
    settings = {"working_dir": str(ROOT), "env_vars": {"HASTE_HOME": str(tmp_path / "home")}}

    job = head.submit_job(entrypoint=f"haste sweep {table} {prose} --budget-trials 1 --seed 0 --json", runtime_env=settings)
    finished(head, job, within_s=400)

    events = [recorded.event for recorded in events_of(tmp_path / "home")]
    started = [event for event in events if isinstance(event, SweepStarted)]
    ended = {event.run: event.status for event in events if isinstance(event, RunFinished)}
    submissions = {event.run: event.submission for event in events if isinstance(event, SubmissionChosen)}
    assert len({competition.domain for competition in started[0].competitions}) == len(started[0].competitions) == 2
    assert ended == {event.run: Status.SUCCEEDED for event in events if isinstance(event, RunStarted)}
    assert all(FileBlobs(tmp_path / "home/blobs").get(submissions[run]) for run in ended)
    assert isinstance(events[-1], SweepFinished)


def test_a_folder_relative_to_the_working_directory_of_a_job_is_refused(head: JobSubmissionClient, tmp_path: Path) -> None:
    (tmp_path / "job" / "mine").mkdir(parents=True)
    for name in ("train.csv", "test.csv", "sample_submission.csv"):
        (tmp_path / "job" / "mine" / name).write_text("id,x,y\n1,2,3\n")
    settings = {"working_dir": str(tmp_path / "job"), "env_vars": {"HASTE_HOME": str(tmp_path / "home")}}

    job = head.submit_job(entrypoint="haste sweep mine --json", runtime_env=settings)
    details = finished(head, job, within_s=60)

    assert (details.status, details.driver_exit_code) == (JobStatus.FAILED, 2)
    assert "'mine', relative to the job's working directory" in head.get_job_logs(job)
    assert not (tmp_path / "home" / "log.sqlite").exists() or events_of(tmp_path / "home") == []


def test_a_job_carries_neither_the_environment_nor_the_log_nor_answers(head: JobSubmissionClient, tmp_path: Path) -> None:
    shutil.copy(ROOT / ".rayignore", tmp_path)
    private = (".venv/x", ".haste/log.sqlite", ".git/x", "data/x", "answers/x", "mine/prepared/private/test.csv")
    public = ("haste/evaluation/answers.py", "mine/prepared/public/train.csv")
    for name in (*private, *public):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")

    job = head.submit_job(entrypoint="find . -type f", runtime_env={"working_dir": str(tmp_path)})
    finished(head, job, within_s=60)

    carried = {line.removeprefix("./") for line in head.get_job_logs(job).splitlines() if line.startswith("./")}
    assert carried - {".rayignore"} == set(public)
