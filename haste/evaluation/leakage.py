"""Checks of a solution that need no training: is its source honest, and does its submission look like one that was worked out?

What makes a score meaningless is refused with a reason. What is only odd is a mark: the labels that scores are measured on are out of reach, so a
suspicion can be told to whoever reads the solution, and no verdict hangs on it.
"""

import ast
import contextlib
import re
from collections.abc import Collection

import numpy as np
import pandas as pd

from haste.errors import SubmissionError
from haste.evaluation import source_reading, submissions, tables
from haste.evaluation.measures import Array
from haste.vocabulary.competition import Competition
from haste.vocabulary.scales import AnswerForm, Direction, Reason, Suspect

_NETWORK = frozenset(
    {"aiohttp", "boto3", "ftplib", "gdown", "httpx", "paramiko", "requests", "smtplib", "socket", "telnetlib", "urllib3", "websockets"}
)
_NETWORK_OF = frozenset({"urllib.request", "http.client", "huggingface_hub"})
_SHELL = re.compile(r"\b(?:curl|wget|pip3? install|git clone|apt(?:-get)? install)\b")
_LISTINGS = frozenset({"listdir", "scandir", "walk", "glob", "rglob", "iglob", "iterdir"})
_IDS_MIN = 20  # ids of test rows in a file below which they are chance: small numbers stand in every file
_IDS_SHARE = 0.1  # of the test rows
_LITERALS = (ast.Constant, ast.Dict, ast.List, ast.Set, ast.Tuple)  # answers stand in one of these; numbers all over a file are no answers
_ROWS_MIN = 10  # of a submission, below which equal answers or a perfect score say nothing


def see_that_nothing_is_hard_coded(code: bytes, ids: Collection[str]) -> None:
    """Refuse a file that names the rows which it is to predict.

    Args:
        code: It parses.
        ids: Those of the test rows that it will be shown.

    Raises:
        SubmissionError: hard_coded.
    """
    known = set(ids)
    named = max((_written(node) & known for node in ast.walk(ast.parse(code)) if isinstance(node, _LITERALS)), key=len, default=set())
    if len(named) >= max(_IDS_MIN, _IDS_SHARE * len(ids)):
        raise SubmissionError(
            reason=Reason.HARD_CODED,
            expected="a file that works out its answers from the input",
            found=f"{len(named)} ids of test rows written in it, such as {min(named)!r}",
            where="solution",
            next_step="Read test.csv, and predict from its columns.",
        )


def see_that_it_is_no_placeholder(submission: bytes, sample: pd.DataFrame, competition: Competition) -> None:
    """Refuse the sample submission itself. Labels are left out: the sample's may be the most frequent one, and so a model's honest answer.

    Raises:
        SubmissionError: placeholder, or whatever is wrong with its form.
    """
    if competition.form not in (AnswerForm.VALUE, AnswerForm.PROBABILITY, AnswerForm.CLASS_PROBABILITIES) or len(sample) < _ROWS_MIN:
        return
    given = submissions.in_order_of(sample[competition.id_column], submissions.read(submission, competition))
    if np.array_equal(submissions.numbers(given, competition), submissions.numbers(sample, competition)):
        raise SubmissionError(
            reason=Reason.PLACEHOLDER,
            expected="answers that were worked out",
            found=f"the {len(sample)} answers of sample_submission.csv",
            where="submission",
            next_step="Replace them by predictions.",
        )


def of_source(code: bytes, competition: Competition) -> tuple[Suspect, ...]:
    """What looks wrong about a file that parses, in the order of the list of suspicions."""
    tree = ast.parse(code)
    found: set[Suspect] = set()
    with contextlib.suppress(RecursionError):  # expressions within expressions, deeper than can be followed
        found |= source_reading.suspects(tree, target=competition.target, id_column=competition.id_column)
    if _reaches_for_network(tree):
        found.add(Suspect.NETWORK)
    if _leaves_input_unread(tree):
        found.add(Suspect.UNUSED_INPUT)
    return in_order(found)


def of_predictions(predicted: Array, score: float | None, competition: Competition) -> tuple[Suspect, ...]:
    """What looks wrong about a submission that fits.

    Args:
        predicted: As `haste.evaluation.submissions.predictions` makes it.
        score: Of a fold, in the metric's unit; None for a full fit.
        competition: Tells the metric.
    """
    if len(predicted) < _ROWS_MIN:
        return ()
    metric = competition.metric
    best = metric.upper if metric.direction is Direction.MAXIMIZE else metric.lower
    found = {Suspect.CONSTANT} if bool((predicted == predicted[0]).all()) else set()
    if score is not None and score == best:
        found.add(Suspect.PERFECT)
    return in_order(found)


def same_everywhere(one: bytes, other: bytes, competition: Competition) -> bool:
    """Whether two submissions, for the rows of different folds, say the same row for row: what the rows are does not matter to them.

    Submissions that are constant do not count here; that is a suspicion of its own.
    """
    try:
        first, second = (tables.parse(submission)[list(competition.answer_columns)].to_numpy() for submission in (one, other))
    except (ValueError, KeyError):
        return False
    rows = min(len(first), len(second))
    return rows >= _ROWS_MIN and not (first[:rows] == first[0]).all() and bool((first[:rows] == second[:rows]).all())


def in_order(found: Collection[Suspect]) -> tuple[Suspect, ...]:
    """Each once, in the order of the list."""
    return tuple(suspect for suspect in Suspect if suspect in found)


def _written(literal: ast.AST) -> set[str]:
    """Numbers and words of one literal, long texts taken apart."""
    constants = (node.value for node in ast.walk(literal) if isinstance(node, ast.Constant) and not isinstance(node.value, bool))
    return {word for value in constants if isinstance(value, int | str) for word in (str(value), *re.split(r"[\s,;:|]+", str(value)))}


def _reaches_for_network(tree: ast.Module) -> bool:
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        if any(name.partition(".")[0] in _NETWORK or name in _NETWORK_OF for name in names):
            return True
        if isinstance(node, ast.Call) and any(_SHELL.search(text) for text in _texts(node)) and _runs_programs(node):
            return True
    return False


def _runs_programs(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return name in {"system", "popen", "Popen", "run", "call", "check_call", "check_output"}


def _leaves_input_unread(tree: ast.Module) -> bool:
    """Neither the name of the file nor a listing of a folder stands in the source."""
    listed = any(isinstance(node, ast.Attribute) and node.attr in _LISTINGS for node in ast.walk(tree))
    remarks = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in remarks)
    said = " ".join(texts).lower()
    return not listed and ("train" not in said or ("test" not in said and "sample" not in said))


def _texts(node: ast.AST) -> list[str]:
    """Texts of a list of arguments stand one after the other, as a shell would read them."""
    found = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    return [*found, " ".join(found)]
