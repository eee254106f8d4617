"""One sandboxed process, and what the host makes of what it wrote."""

from pathlib import Path

import msgspec
import pytest

from haste.actors import execution
from haste.actors.execution import Judged, Order, execute
from haste.evaluation import metrics, tables
from haste.ports import Execution, Outcome
from haste.vocabulary.ids import Iteration
from haste.vocabulary.scales import AnswerForm, Reason, Stage, Status, Suspect, View
from tests.builders import LIMITS, split
from tests.unit.actors.acting import in_folder

ENDED = Outcome(status=Status.SUCCEEDED, wall_s=2.0, cpu_s=1.0, peak_memory_bytes=7, printed=b"done")


class Pretending:
    """A sandbox that answers the sample submission it is shown with a probability of 0.25, or ends as it is told to."""

    def __init__(self, outcome: Outcome | None = None) -> None:
        self.asked: list[Execution] = []
        self._outcome = outcome

    async def run(self, asked: Execution) -> Outcome:
        self.asked.append(asked)
        sample = Path(asked.input) / "sample_submission.csv"
        return self._outcome or msgspec.structs.replace(ENDED, submission=sample.read_bytes().replace(b"0.5", b"0.25"))


@pytest.fixture
def order(tmp_path: Path) -> Order:
    return Order(
        iteration=Iteration(1),
        competition=in_folder(tmp_path),
        split=split(2),
        stage=Stage.FOLD,
        fold=0,
        code=b"x = 1",
        trusted=True,
        resources=msgspec.structs.replace(LIMITS, gpus=0.5),
        seed=5,
        sandbox="bubblewrap",
        walled=True,
        home=str(tmp_path / "home"),
    )


async def executed(order: Order, monkeypatch: pytest.MonkeyPatch, sandbox: Pretending) -> Judged:
    opened: list[tuple[str, Path]] = []

    def open_sandbox(kind: str, *, scratch: Path) -> Pretending:
        opened.append((kind, scratch))
        return sandbox

    monkeypatch.setattr(execution, "open_sandbox", open_sandbox)
    judged = await execute(order)
    assert opened in ([], [("bubblewrap", Path(order.home) / "scratch")])
    return judged


async def test_a_fold_is_shown_without_its_labels_and_scored_on_the_host(order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    sandbox = Pretending()

    judged = await executed(order, monkeypatch, sandbox)

    (asked,) = sandbox.asked
    assert (asked.code, asked.seed, asked.resources) == (b"x = 1", 5, order.resources)
    assert asked.input != order.competition.public
    assert "y" not in (Path(asked.input) / "test.csv").read_text(encoding="utf-8").partition("\n")[0].split(",")
    assert (judged.result.status, judged.result.score) == (Status.SUCCEEDED, 0.5)
    assert (judged.result.wall_s, judged.result.cpu_s, judged.result.gpu_s, judged.result.peak_memory_bytes) == (2.0, 1.0, 1.0, 7)
    assert judged.printed == b"done"
    assert judged.predictions is not None


@pytest.mark.parametrize(
    ("form", "view", "times"),
    [
        (AnswerForm.PROBABILITY, View.HIDDEN, 100),
        (AnswerForm.LABEL, View.HIDDEN, 200),  # class shares have a column for each class
        (AnswerForm.TEXT, View.HIDDEN, None),
        (AnswerForm.PROBABILITY, View.DECLARED, None),
    ],
)
async def test_how_much_a_solution_may_write_follows_from_the_sample_where_that_tells(
    order: Order, monkeypatch: pytest.MonkeyPatch, form: AnswerForm, view: View, times: int | None
) -> None:
    sandbox = Pretending(Outcome(status=Status.CRASHED, wall_s=1.0, cpu_s=1.0))

    await executed(msgspec.structs.replace(order, competition=msgspec.structs.replace(order.competition, form=form, view=view)), monkeypatch, sandbox)

    (asked,) = sandbox.asked
    size = (Path(asked.input) / "sample_submission.csv").stat().st_size
    assert asked.output_bytes_max == (2 * 2**30 if times is None else 32 * 2**20 + times * size)


async def test_the_full_fit_sees_the_public_folder_and_has_no_score(order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    sandbox = Pretending()

    judged = await executed(msgspec.structs.replace(order, stage=Stage.FULL), monkeypatch, sandbox)

    assert sandbox.asked[0].input == order.competition.public
    assert (judged.result.status, judged.result.score, judged.predictions) == (Status.SUCCEEDED, None, b"id,y\n90,0.25\n91,0.25\n")


@pytest.mark.parametrize("stage", [Stage.FOLD, Stage.FULL])
async def test_a_submission_that_does_not_fit_is_invalid_and_kept(order: Order, monkeypatch: pytest.MonkeyPatch, stage: Stage) -> None:
    wrong = msgspec.structs.replace(ENDED, submission=b"who,what\n1,2\n")

    judged = await executed(msgspec.structs.replace(order, stage=stage), monkeypatch, Pretending(wrong))

    assert (judged.result.status, judged.result.reason, judged.result.score) == (Status.INVALID, Reason.WRONG_COLUMNS, None)
    assert "expected" in judged.result.message
    assert judged.predictions == b"who,what\n1,2\n"


async def test_a_process_that_wrote_nothing_keeps_its_own_status(order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Outcome(status=Status.TIMED_OUT, reason=Reason.WALL_LIMIT, message="after 60 s", wall_s=60.0, cpu_s=1.0)

    judged = await executed(order, monkeypatch, Pretending(slow))

    told = "One run of the file has 60 s and 1 cores: train less, on fewer rows, or by the clock."

    assert (judged.result.status, judged.result.reason, judged.result.message) == (Status.TIMED_OUT, Reason.WALL_LIMIT, f"after 60 s\n{told}")
    assert (judged.result.score, judged.predictions) == (None, None)


@pytest.mark.parametrize("code", [b"def broken(:", b"x = '\xff'", b"a\0b", b"x = 1" + b"+1" * 100_000], ids=["grammar", "encoding", "nul", "depth"])
async def test_code_that_does_not_parse_is_not_run(order: Order, monkeypatch: pytest.MonkeyPatch, code: bytes) -> None:
    sandbox = Pretending()

    judged = await executed(msgspec.structs.replace(order, code=code), monkeypatch, sandbox)

    assert (judged.result.status, judged.result.reason, sandbox.asked) == (Status.INVALID, Reason.SYNTAX, [])


@pytest.mark.parametrize(("trusted", "walled", "runs"), [(True, True, True), (True, False, True), (False, True, True), (False, False, False)])
async def test_without_walls_only_the_offline_authors_code_runs(
    order: Order,
    monkeypatch: pytest.MonkeyPatch,
    trusted: bool,  # noqa: FBT001 - a column of the table above
    walled: bool,  # noqa: FBT001 - a column of the table above
    runs: bool,  # noqa: FBT001 - a column of the table above
) -> None:
    sandbox = Pretending()

    judged = await executed(msgspec.structs.replace(order, trusted=trusted, walled=walled), monkeypatch, sandbox)

    assert (len(sandbox.asked) == 1) is runs
    assert (judged.result.reason is Reason.NO_WALLS, judged.result.status is Status.REFUSED) == (not runs, not runs)


async def test_the_sample_submission_itself_is_no_answer(order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = msgspec.structs.replace(order, split=split(2))
    first = Pretending()
    await executed(shown, monkeypatch, first)
    copied = msgspec.structs.replace(ENDED, submission=(Path(first.asked[0].input) / "sample_submission.csv").read_bytes())

    judged = await executed(shown, monkeypatch, Pretending(copied))

    assert (judged.result.status, judged.result.reason, judged.result.score) == (Status.INVALID, Reason.PLACEHOLDER, None)
    assert "the header id,y and 10 rows, answers of the form probability, such as:\n" in judged.result.message


async def test_code_that_names_the_test_rows_is_not_run(order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    named = "answers = " + repr({str(number): 0.5 for number in range(200)})
    wide = msgspec.structs.replace(order, competition=in_folder(Path(order.home) / "wide", rows=100), code=named.encode())
    sandbox = Pretending()

    judged = await executed(wide, monkeypatch, sandbox)

    assert (judged.result.status, judged.result.reason, sandbox.asked) == (Status.INVALID, Reason.HARD_CODED, [])


async def test_what_was_noticed_stands_in_the_result_and_changes_no_score(order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    judged = await executed(msgspec.structs.replace(order, code=b"import requests"), monkeypatch, Pretending())

    assert judged.result.suspects == (Suspect.UNUSED_INPUT, Suspect.NETWORK, Suspect.CONSTANT)
    assert (judged.result.status, judged.result.score) == (Status.SUCCEEDED, 0.5)


async def test_a_sample_is_a_few_rows_whose_form_alone_is_judged(order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    sandbox = Pretending()
    sampled = msgspec.structs.replace(order, competition=in_folder(Path(order.home) / "wide", rows=100), stage=Stage.SAMPLE, sample_rows=24)

    judged = await executed(sampled, monkeypatch, sandbox)

    train, test = (tables.read(Path(sandbox.asked[0].input) / name) for name in ("train.csv", "test.csv"))
    assert (len(train), len(test)) == (24, 6)
    assert train["y"].value_counts().min() >= 10
    assert (judged.result.status, judged.result.score) == (Status.SUCCEEDED, None)


LABELLED = b"id,no,yes\n90,.6,.4\n91,.1,.9\n"


@pytest.mark.parametrize(
    ("shares", "kept", "words"),
    [(LABELLED, LABELLED, ""), (None, None, ""), (b"id,no\n90,1\n91,1\n", None, "its class shares are not used: submission: expected")],
)
async def test_class_shares_are_kept_where_they_fit_and_else_it_is_said_that_they_are_not_used(
    order: Order, monkeypatch: pytest.MonkeyPatch, shares: bytes | None, kept: bytes | None, words: str
) -> None:
    labels = msgspec.structs.replace(order.competition, form=AnswerForm.LABEL, metric=metrics.resolve("accuracy"))
    given = msgspec.structs.replace(order, stage=Stage.FULL, competition=labels)
    sandbox = Pretending(msgspec.structs.replace(ENDED, submission=b"id,y\n90,no\n91,yes\n", class_shares=shares))

    judged = await executed(given, monkeypatch, sandbox)

    assert sandbox.asked[0].shares
    assert (judged.result.status, judged.written) == (Status.SUCCEEDED, kept)
    assert words in judged.result.message
    assert bool(words) == bool(judged.result.message)


async def test_who_answers_with_probabilities_is_not_asked_for_shares(order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    sandbox = Pretending()

    await executed(order, monkeypatch, sandbox)

    assert not sandbox.asked[0].shares
