"""The contract of `haste.ports.Sandbox`, and that is: every attack, and everything that honest code needs, against every adapter that holds here."""

import asyncio
import os
import signal
import stat
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from haste.ports import Execution, Outcome, Sandbox, Walls
from haste.sandbox import control_group, landlock
from haste.sandbox.choosing import KINDS
from haste.sandbox.claims import ATTACKS
from haste.sandbox.trying import NOT_STOPPED
from haste.vocabulary.scales import Reason, Status
from haste.vocabulary.solution import Resources
from tests.contracts import matrix
from tests.contracts.attacking import CEILINGS, STOPPED_BY, Scene, attacked, execution, got_through, processes_named, scene
from tests.contracts.solutions import (
    ENVIRONMENT,
    FITTING,
    ITSELF,
    LEFT_OPEN,
    LOADING,
    ON_TWO_THREADS,
    SPENDING,
    SUPERVISOR,
    WORKING_TOGETHER,
)

ROOT = Path(__file__).parents[2]
SECURITY = matrix.PAGE
ROOMY = Resources(cpus=2, memory_bytes=2 * 1024**3, time_limit_s=60.0)
CLOSED_INPUT = "bubblewrap-closed_input"  # which root runs as a root without power, because no other user could read the input


class Tried:
    """An adapter, and what its probe said."""

    def __init__(self, name: str, scratch: Path) -> None:
        self.kind, _, closed = name.partition("-")
        self.closed = bool(closed)
        self.scratch = scratch
        self.sandbox: Sandbox = KINDS[self.kind](scratch, CEILINGS)
        self.walls: Walls = self.sandbox.probe()


@pytest.fixture(scope="module", params=[*KINDS, CLOSED_INPUT])
def tried(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Tried:
    found = Tried(request.param, tmp_path_factory.mktemp("sandbox") / "scratch")
    if found.closed and os.getuid() != 0:
        pytest.skip("only root has two ways to run bubblewrap")
    assert NOT_STOPPED not in found.walls.because
    if not found.walls.holds:
        pytest.skip(f"{found.kind} does not hold here: {found.walls.because}")
    return found


@pytest.fixture(scope="module")
def at(tried: Tried) -> Iterator[Scene]:
    with scene(tried.scratch.parent) as made:
        made.input.chmod(0o700 if tried.closed else 0o755)
        yield made


def run(tried: Tried, at: Scene, code: str, *, time_limit_s: float = 20.0) -> Outcome:
    given = execution(textwrap.dedent(code).encode(), at.input, time_limit_s=time_limit_s)
    return asyncio.run(tried.sandbox.run(given))


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_stopped_where_the_adapter_says_so_and_nowhere_else(tried: Tried, at: Scene, attack: str) -> None:
    outcome = asyncio.run(attacked(tried.sandbox, attack, at))

    through = got_through(attack, outcome, at)
    assert through == (attack in tried.walls.misses)
    assert through != (attack in tried.walls.stops)
    assert through or outcome.reason in STOPPED_BY.get(attack, (outcome.reason,)), outcome.message


def test_a_submission_of_10_gb_is_refused_unread_where_the_disk_allows_it(tried: Tried, at: Scene) -> None:
    roomy = KINDS[tried.kind](tried.scratch, msgspec.structs.replace(CEILINGS, disk_bytes=16 * 1024**3))

    outcome = asyncio.run(attacked(roomy, "submission_sparse", at))

    assert (outcome.status, outcome.reason, outcome.submission) == (Status.INVALID, Reason.TOO_LARGE, None)


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_docs_say_what_each_adapter_stops(tried: Tried, attack: str) -> None:
    if tried.kind == "landlock" and landlock.version() < landlock.SCOPES_FROM:
        pytest.skip("the table is of kernels with signals scoped by Landlock")
    if tried.walls.group and attack in control_group.STOPS:
        pytest.skip("the table is of machines where no control group can be made")
    column = f"{tried.kind}, {'user' if os.getuid() else 'root'}"
    cell = matrix.THROUGH if attack in tried.walls.misses else matrix.STOPPED
    if os.environ.get("HASTE_GOLDEN") == "write":
        matrix.write(attack, column, cell)

    assert matrix.known(SECURITY.read_text(encoding="utf-8"))[attack][column] == cell


def test_boosting_and_a_linear_model_can_be_fitted(tried: Tried, at: Scene) -> None:
    outcome = run(tried, at, FITTING)

    assert (outcome.status, outcome.message, outcome.submission) == (Status.SUCCEEDED, "", b"fitted")


def test_workers_threads_and_temporary_files_work(tried: Tried, at: Scene) -> None:
    outcome = run(tried, at, WORKING_TOGETHER)

    assert (outcome.status, outcome.message, outcome.submission) == (Status.SUCCEEDED, "", b"[0, 1, 4, 9] [0, 1, 4, 9] [0, 1, 4, 9] child")


@pytest.mark.slow
def test_workers_of_a_data_loader_send_arrays(tried: Tried, at: Scene) -> None:
    pytest.importorskip("torch")

    outcome = asyncio.run(tried.sandbox.run(msgspec.structs.replace(execution(textwrap.dedent(LOADING).encode(), at.input), resources=ROOMY)))

    assert (outcome.status, outcome.message, outcome.submission) == (Status.SUCCEEDED, "", b"2016.0")


def test_a_solution_finds_its_input_seed_and_threads(tried: Tried, at: Scene) -> None:
    outcome = run(tried, at, ENVIRONMENT)

    assert outcome.submission == b"secret 7 1 0  True"


@pytest.mark.parametrize(
    ("more", "status", "shares"),
    [("open(shares, 'w').write('sure')", Status.SUCCEEDED, b"sure"), ("", Status.SUCCEEDED, None), ("os.mkfifo(shares)", Status.INVALID, None)],
)
def test_class_shares_are_a_plain_file_or_not_there(tried: Tried, at: Scene, more: str, status: Status, shares: bytes | None) -> None:
    code = f'import os; shares = os.environ["CLASS_SHARES"]; open(os.environ["OUTPUT"], "w").write("said"); {more}'

    outcome = asyncio.run(tried.sandbox.run(msgspec.structs.replace(execution(code.encode(), at.input), shares=True)))

    assert (outcome.status, outcome.class_shares) == (status, shares)


def test_what_it_used_is_measured(tried: Tried, at: Scene) -> None:
    outcome = run(tried, at, SPENDING)

    assert outcome.status is Status.SUCCEEDED
    assert 0.3 <= outcome.cpu_s <= 3.0
    assert outcome.wall_s >= 0.3
    assert 200 * 1024**2 <= outcome.peak_memory_bytes <= 400 * 1024**2


@pytest.mark.parametrize(
    ("code", "status", "reason", "message"),
    [
        ("1 / 0", Status.CRASHED, Reason.EXCEPTION, "ZeroDivisionError: division by zero"),
        ("raise SystemExit(3)", Status.CRASHED, Reason.EXCEPTION, "exit code 0, found 3"),
        ("def f(:", Status.CRASHED, Reason.SYNTAX, "SyntaxError"),
        ("bytearray(2**31)", Status.OUT_OF_MEMORY, Reason.MEMORY_LIMIT, "MemoryError"),
        ("raise MemoryError", Status.OUT_OF_MEMORY, Reason.MEMORY_LIMIT, "512 MiB"),
        ("import os; os.kill(os.getpid(), 9)", Status.CRASHED, Reason.KILLED, "SIGKILL"),
        ("import os; os.kill(os.getpid(), 24)", Status.TIMED_OUT, Reason.CPU_LIMIT, "processor time"),
        ("pass", Status.INVALID, Reason.NO_SUBMISSION, "found nothing"),
        ("import os; os.mkdir('submission.csv')", Status.INVALID, Reason.NOT_A_FILE, "a folder"),
        ("open('submission.csv', 'w').write('x' * 2_000_000)", Status.INVALID, Reason.TOO_LARGE, "2000000 bytes"),
        ("import time; time.sleep(60)", Status.TIMED_OUT, Reason.WALL_LIMIT, "within 1 s"),
    ],
)
def test_every_end_has_a_status_a_reason_and_words(tried: Tried, at: Scene, code: str, status: Status, reason: Reason, message: str) -> None:
    outcome = run(tried, at, code, time_limit_s=1.0 if reason is Reason.WALL_LIMIT else 30.0)

    assert (outcome.status, outcome.reason) == (status, reason)
    assert message in outcome.message
    assert outcome.submission is None


def test_a_solution_finds_itself_where_a_program_would(tried: Tried, at: Scene) -> None:
    outcome = run(tried, at, ITSELF)

    assert outcome.submission == b"solution.py __main__ True True True []", outcome.message


def test_what_a_solution_left_open_or_registered_for_its_end_is_done(tried: Tried, at: Scene) -> None:
    outcome = run(tried, at, LEFT_OPEN)

    assert (outcome.status, outcome.submission, outcome.printed) == (Status.SUCCEEDED, b"global thread exit", b"said without an end")


def test_libraries_are_loaded_before_the_second_solution_starts(tried: Tried, at: Scene) -> None:
    code = "import os, sys; open(os.environ['OUTPUT'], 'w').write(str({'numpy', 'pandas', 'sklearn.svm', 'lightgbm'} <= set(sys.modules)))"
    run(tried, at, code)

    assert run(tried, at, code).submission == b"True"


def test_chance_is_drawn_anew_in_each_solution(tried: Tried, at: Scene) -> None:
    code = "import os, random, numpy; open(os.environ['OUTPUT'], 'w').write(f'{random.random()} {numpy.random.random()}')"
    drawn = [(run(tried, at, code).submission or b"").split() for _ in range(3)]

    assert len({number for numbers in drawn for number in numbers}) == 6


def test_a_solution_of_two_threads_has_them(tried: Tried, at: Scene) -> None:
    resources = Resources(cpus=2, memory_bytes=2**30, time_limit_s=60.0)
    given = Execution(code=textwrap.dedent(ON_TWO_THREADS).encode(), input=str(at.input), resources=resources, seed=0, output_bytes_max=1000)

    outcomes = [asyncio.run(tried.sandbox.run(given)) for _ in range(2)]

    assert [(outcome.status, outcome.submission, outcome.message) for outcome in outcomes] == [(Status.SUCCEEDED, b"True 2", "")] * 2


def test_of_other_processes_a_solution_behind_walls_sees_those_that_hold_them_up(tried: Tried, at: Scene) -> None:
    if tried.kind != "bubblewrap":
        pytest.skip("processes are not hidden where no namespace hides them")
    outcome = run(tried, at, "import os; open(os.environ['OUTPUT'], 'w').write(str(sum(name.isdigit() for name in os.listdir('/proc'))))")

    assert outcome.submission == b"3"  # bubblewrap, the holder, itself


def test_what_is_printed_keeps_its_start_and_its_end(tried: Tried, at: Scene) -> None:
    outcome = run(tried, at, "import sys; print('first'); print('x' * 10_000_000); print('last', file=sys.stderr)")

    assert outcome.printed.startswith(b"first\n")
    assert outcome.printed.endswith(b"\nlast\n")
    assert len(outcome.printed) < CEILINGS.printed_bytes + 100


def test_what_is_printed_before_the_end_by_force_is_kept(tried: Tried, at: Scene) -> None:
    outcome = run(tried, at, "import time; print('epoch 1'); time.sleep(60)", time_limit_s=1.0)

    assert outcome.printed == b"epoch 1\n"


def test_the_name_of_its_folder_on_the_host_is_told_to_nobody(tried: Tried, at: Scene) -> None:
    outcome = run(tried, at, "import os; raise OSError(os.path.abspath('model'))")

    assert "/job/model" in outcome.message
    assert str(tried.scratch) not in outcome.message


def test_input_that_only_its_owner_can_read_is_shown_too(tried: Tried, at: Scene, tmp_path: Path) -> None:
    private = tmp_path / "input"
    private.mkdir(mode=0o700)
    (private / "train.csv").write_text("rows", encoding="utf-8")
    (private / "train.csv").chmod(0o600)
    code = b"import os; open(os.environ['OUTPUT'], 'w').write(open(os.environ['INPUT'] + '/train.csv').read())"

    outcome = asyncio.run(tried.sandbox.run(execution(code, private)))

    assert outcome.submission == b"rows"
    assert at.input.is_dir()


async def test_runs_at_the_same_time_do_not_disturb_each_other(tried: Tried, at: Scene) -> None:
    writing = "import os, time; open('mine', 'x'); time.sleep(.3); open(os.environ['OUTPUT'], 'w').write('{} ' + str('mine' in os.listdir()))"
    codes = [*(writing.format(number) for number in range(3)), "x = [b'x' * 2**20 for _ in range(600)]", "1 / 0"]

    outcomes = await asyncio.gather(*(tried.sandbox.run(execution(code.encode(), at.input)) for code in codes))

    assert [outcome.submission for outcome in outcomes[:3]] == [b"0 True", b"1 True", b"2 True"]
    assert [outcome.status for outcome in outcomes[3:]] == [Status.OUT_OF_MEMORY, Status.CRASHED]


async def test_cancelling_ends_everything_and_leaves_nothing(tried: Tried, at: Scene) -> None:
    running = asyncio.create_task(tried.sandbox.run(execution(spreading(at.daemon).encode(), at.input)))
    await asyncio.to_thread(wait_until, lambda: len(processes_named(at.daemon)) == 2)

    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running

    assert processes_named(at.daemon) == []
    assert executions(tried.scratch) == []


def test_nothing_outlives_a_supervisor_that_is_killed(tried: Tried, at: Scene) -> None:
    code = spreading(at.daemon)
    program = SUPERVISOR.format(kind=tried.kind, scratch=str(tried.scratch), code=code, input=str(at.input))
    supervisor = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT)
    wait_until(lambda: len(processes_named(at.daemon)) == 2)

    supervisor.send_signal(signal.SIGKILL)
    supervisor.wait()

    wait_until(lambda: processes_named(at.daemon) == [])
    wait_until(lambda: executions(tried.scratch) == [])


def test_folders_that_were_closed_to_their_owner_are_removed_and_nothing_that_links_lead_to(tried: Tried, at: Scene, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir(mode=0o500)
    (kept / "file").touch(mode=0o444)
    linking = f"os.symlink({str(kept)!r}, 'link'); os.symlink({str(kept / 'file')!r}, 'a/link'); os.symlink('..', 'a/b/up')"
    closing = "os.chmod('a/b', 0); os.chmod('a', 0)"

    outcome = run(tried, at, f"import os; os.makedirs('a/b'); open('a/b/c', 'w'); {linking}; {closing}")

    assert (outcome.status, outcome.reason) == (Status.INVALID, Reason.NO_SUBMISSION), outcome.message
    assert executions(tried.scratch) == []
    assert [stat.S_IMODE(path.stat().st_mode) for path in (kept, kept / "file")] == [0o500, 0o444]


def wait_until(holds: object, *, timeout_s: float = 10.0) -> None:
    assert callable(holds)
    until = time.monotonic() + timeout_s
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.02)


def executions(scratch: Path) -> list[Path]:
    return [path for path in scratch.glob("execution-*") if path.name != "execution-other"]


def spreading(name: str) -> str:
    """A solution that leaves one process in its session and one in another."""
    return f"""
import os, time
for leave in (False, True):
    if os.fork() == 0:
        leave and os.setsid()
        os.execlp('sleep', '{name}', '60')
time.sleep(60)
"""
