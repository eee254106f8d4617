"""One sandboxed process and what the host makes of it: view, walls, score. Runs wherever Ray places it."""

import ast
from pathlib import Path

import msgspec
import pandas as pd

from haste.errors import SubmissionError
from haste.evaluation import class_shares, declared, leakage, remedies, scoring, submissions, tables, views
from haste.evaluation.declared import Written
from haste.ports import Execution, Outcome
from haste.vocabulary.competition import Competition, Split
from haste.vocabulary.ids import Iteration
from haste.vocabulary.judgement import ExecutionResult
from haste.vocabulary.scales import Reason, Stage, Status
from haste.vocabulary.solution import Resources
from haste.wiring import open_sandbox

_SUBMISSION_BYTES_MAX = 2 * 1024**3
_SUBMISSION_BYTES_MIN, _TIMES_THE_SAMPLE = 32 * 1024**2, 100  # what anybody may write, and how much longer answers may be than those of the sample


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What to execute, in contents: whoever gets it needs nothing else but the competition's public folder."""

    competition: Competition
    iteration: Iteration  # the trial that it is for
    split: Split
    stage: Stage
    fold: int
    code: bytes
    trusted: bool  # written by HASTE's own offline author
    resources: Resources
    seed: int
    sandbox: str  # kind of the sandbox in force
    walled: bool  # whether it holds anything back
    home: str  # absolute; views are built and processes run below it
    sample_rows: int = 400  # of train.csv, for a sample
    written: bytes | None = None  # what the trial's first execution declared: to be judged in place of running it again


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """How it ended, with the payloads that become blobs."""

    result: ExecutionResult
    printed: bytes
    predictions: bytes | None
    written: bytes | None = None  # class shares, a CSV file; under the view `declared` both files, encoded


async def execute(order: Order) -> Judged:
    """Run a solution on the view of one fold, or on the public folder, and judge what it wrote.

    Whatever goes wrong with the solution is a result with a status and a reason; an exception means that the host failed.
    """
    if (refused := _refusal(order)) is not None:
        return refused
    input_folder, answers = _view(order)
    if order.written is not None:
        return _judge(order, _ran_before(msgspec.msgpack.decode(order.written, type=Written)), answers, input_folder)
    if (refused := _hard_coded(order, input_folder)) is not None:
        return refused
    sandbox = open_sandbox(order.sandbox, scratch=Path(order.home) / "scratch")
    outcome = await sandbox.run(
        Execution(
            code=order.code,
            input=str(input_folder),
            resources=order.resources,
            seed=order.seed,
            output_bytes_max=_bytes_max(order, input_folder),
            declares=declared.holds(order.competition),
            shares=class_shares.wanted(order.competition),
        )
    )
    return _judge(order, outcome, answers, input_folder)


def _refusal(order: Order) -> Judged | None:
    """The static check: what need not be run to be known."""
    try:
        ast.parse(order.code)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:  # the last two where it is nested too deeply
        return _without_running(Status.INVALID, Reason.SYNTAX, f"the solution does not parse: {str(error) or type(error).__name__}")
    if not order.trusted and not order.walled:
        return _without_running(Status.REFUSED, Reason.NO_WALLS, "no sandbox holds here, and a model wrote this code")
    return None


def _hard_coded(order: Order, shown: Path) -> Judged | None:
    sample = tables.read(shown / "sample_submission.csv")
    try:
        leakage.see_that_nothing_is_hard_coded(order.code, set(sample[order.competition.id_column]))
    except SubmissionError as error:
        return _without_running(Status.INVALID, Reason(error.reason), str(error))
    return None


def _without_running(status: Status, reason: Reason, message: str) -> Judged:
    result = ExecutionResult(status=status, reason=reason, message=message, wall_s=0.0, cpu_s=0.0)
    return Judged(result=result, printed=b"", predictions=None)


def _bytes_max(order: Order, shown: Path) -> int:
    """What the host is ready to read: a table takes ten times its size in memory, so it must not be anybody's to choose."""
    if declared.holds(order.competition) or order.competition.form in submissions.WRITTEN:
        return _SUBMISSION_BYTES_MAX  # answers of any length, or to other rows than the sample's
    columns = len(order.competition.classes) if class_shares.wanted(order.competition) else 1  # which the sample does not have
    of_sample = _TIMES_THE_SAMPLE * columns * (shown / "sample_submission.csv").stat().st_size
    return min(_SUBMISSION_BYTES_MAX, _SUBMISSION_BYTES_MIN + of_sample)


def _view(order: Order) -> tuple[Path, pd.DataFrame | None]:
    """The folder that the solution sees, and the answers that it is scored on: None for the full fit."""
    if order.stage is Stage.FULL:
        return views.full_view(order.competition), None
    folder = Path(order.home) / "views"
    if order.stage is Stage.SAMPLE:  # so few rows make no score: only the form is judged
        return views.sample_view(order.competition, order.split, order.sample_rows, folder=folder).input, None
    view = views.fold_view(order.competition, order.split, order.fold, folder=folder)
    return view.input, tables.read(view.answers)


def _ran_before(written: Written) -> Outcome:
    return Outcome(status=Status.SUCCEEDED, wall_s=0.0, cpu_s=0.0, submission=written.submission, out_of_fold=written.out_of_fold)


def _judge(order: Order, outcome: Outcome, answers: pd.DataFrame | None, shown: Path) -> Judged:
    score, noticed = None, leakage.of_source(order.code, order.competition)
    status, reason, message = outcome.status, outcome.reason, outcome.message
    sample, predictions, written = tables.read(shown / "sample_submission.csv"), outcome.submission, _written(outcome)
    if outcome.submission is not None:
        try:
            leakage.see_that_it_is_no_placeholder(outcome.submission, sample, order.competition)
            predicted = scoring.check(outcome.submission, sample, order.competition)
            if answers is not None:
                predictions = _for_the_fold(order, outcome, answers)
                score = scoring.score(predictions, answers, order.competition)
            noticed += leakage.of_predictions(predicted, score, order.competition)
            if outcome.class_shares and (fault := class_shares.fault(outcome.class_shares, sample, order.competition)):
                message, written = fault, None
        except SubmissionError as error:
            status, reason, message = Status.INVALID, Reason(error.reason), str(error)
    advice = remedies.remedy(reason, resources=order.resources, sample=sample, competition=order.competition)
    result = ExecutionResult(
        status=status,
        reason=reason,
        message=f"{message}\n{advice}" if advice else message,
        wall_s=outcome.wall_s,
        cpu_s=outcome.cpu_s,
        gpu_s=outcome.wall_s * order.resources.gpus,
        peak_memory_bytes=outcome.peak_memory_bytes,
        score=score,
        suspects=leakage.in_order(noticed),
    )
    return Judged(result=result, printed=outcome.printed, predictions=predictions, written=None if order.written else written)


def _for_the_fold(order: Order, outcome: Outcome, answers: pd.DataFrame) -> bytes:
    """What the execution says of the rows of the fold: its submission, or what it declared for them, once that is known to be whole.

    Raises:
        SubmissionError: It declared nothing for some rows of a fold, this one or another.
    """
    if outcome.submission is None or outcome.out_of_fold is None:
        return outcome.submission or b""
    written = Written(out_of_fold=outcome.out_of_fold, submission=outcome.submission)
    if order.written is None:
        shown = (views.fold_view(order.competition, order.split, fold, folder=Path(order.home) / "views") for fold in range(order.split.folds))
        every = (tables.read(view.answers) for view in shown)
        declared.see_that_it_is_whole(written, every, order.competition)
    return declared.of_fold(written, answers, order.competition)


def _written(outcome: Outcome) -> bytes | None:
    """What it wrote beside the submission, as the log's blobs keep it."""
    if outcome.submission is None or outcome.out_of_fold is None:
        return outcome.class_shares
    return msgspec.msgpack.encode(Written(out_of_fold=outcome.out_of_fold, submission=outcome.submission))
