"""The part of a solution that is the same whatever techniques it uses: from files to targets, and from predictions to the submission."""

from haste.techniques.scaffold.labels import class_probabilities, label_codes, numeric_targets, one_column_per_class, one_hot_codes
from haste.techniques.scaffold.past import known_past
from haste.techniques.scaffold.reading import read_rows
from haste.techniques.scaffold.writing import write_submission
from haste.techniques.source import Import
from haste.techniques.task import Task
from haste.techniques.technique import Function
from haste.vocabulary.scales import AnswerForm

IMPORTS = (
    Import(module="os"),
    Import(module="pathlib", name="Path"),
    Import(module="numpy", alias="np"),
    Import(module="pandas", alias="pd"),
    Import(module="threadpoolctl", name="threadpool_limits"),
)
PARTIAL = Import(module="functools", name="partial")
FUNCTIONS: tuple[Function, ...] = (read_rows, write_submission)

PATHS = """\
INPUT = Path(os.environ.get("INPUT", "input"))
OUTPUT = Path(os.environ.get("OUTPUT", "submission.csv"))"""

PREDICT_CLASSES = '''\
def predict(x: {matrix}, y: np.ndarray, x_test: {matrix}) -> np.ndarray:
    """Probabilities of all classes, shape (test rows, classes)."""
    return class_probabilities(fit_models, x, y, x_test, {classes})'''

PREDICT_EACH = '''\
def predict_each(x: {matrix}, y: np.ndarray, x_test: {matrix}) -> np.ndarray:
    """Probabilities of all classes by each model, shape (models, test rows, classes)."""
    return class_probabilities(fit_each, x, y, x_test, {classes}, models=({models},))'''

PREDICT_NUMBERS = '''\
def predict(x: {matrix}, y: np.ndarray, x_test: {matrix}{past}) -> np.ndarray:
    """Predictions by way of {what}."""
    return {inner}'''

START = """\
if __name__ == "__main__":
    main()"""

_MAIN = '''\
def main() -> None:
    """Train on all of train.csv, answer for test.csv."""
    threadpool_limits(CPUS)
    train, test, sample = (read_rows(INPUT / name) for name in ("train.csv", "test.csv", "sample_submission.csv"))
{lines}
    write_submission(OUTPUT, sample, test, {answers}, ID){last}'''
_SHARES = """
    if "CLASS_SHARES" in os.environ:  # how sure it was, for an ensemble
        write_submission(Path(os.environ["CLASS_SHARES"]), sample[[ID]].reindex(columns=[ID, *CLASSES]), test, shares, ID)"""
_SHARES_BESIDE_A_NAMESAKE = """
    if "CLASS_SHARES" in os.environ:  # how sure it was, for an ensemble; a class has the name of the id column
        rows, named = (table.rename(columns={{ID: "{name}"}}) for table in (sample, test))
        write_submission(Path(os.environ["CLASS_SHARES"]), rows[["{name}"]].reindex(columns=["{name}", *CLASSES]), named, shares, "{name}")"""
_BUILD = "x, x_test = build_features(train, test{more})"


def predicts_columns(task: Task, *, signal: bool, past: bool, predict: str) -> tuple[str, tuple[Function, ...]]:
    """The main function for one or several columns, numbers or probabilities of yes, and what it calls.

    Args:
        task: Says which answers make sense.
        signal: Whether features are built from the target, and so anew for each one.
        past: Whether any part looks at what is known of series in time.
        predict: The call that gives the predictions for one target.
    """
    lines = ["    train, targets = numeric_targets(train, TARGETS)"]
    if not signal and not past:
        lines.append("    " + _BUILD.format(more=""))
    lines += ["    answers = []", f"    for y in {'(targets > 0.5).astype(int)' if task.flags else 'targets'}.T:"]
    if past:
        lines.append("        past = known_past(train, test, y, CLOCK, [TIME, *KEYS], SEED)")
    if signal or past:
        of_target = (", y[:, None].astype(float)" if task.flags else ", y[:, None]") if signal else ""
        lines.append("        " + _BUILD.format(more=of_target + (", past" if past else "")))
    lines.append(f"        answers.append({predict}{'[:, 1]' if task.flags else ''})")
    lowest = task.profile.target.lower
    floored = task.metric == "rmsle" or (len(task.competition.target) == 1 and lowest is not None and lowest >= 0)
    answers = "np.column_stack(answers).clip(min=0)" if floored and not task.flags else "np.column_stack(answers)"
    return _MAIN.format(lines="\n".join(lines), answers=answers, last=""), (numeric_targets, *([known_past] if past else []))


def predicts_classes(task: Task, *, signal: bool, seen: str, answer: str | None, codes: bool = False) -> tuple[str, tuple[Function, ...]]:
    """The main function for labels or their probabilities, and what it calls.

    Args:
        task: Says which of the two.
        signal: Whether features are built from the target.
        seen: The call that gives predictions out of fold and for the test rows; "" where nothing asks for the former.
        answer: The call that gives the answers; None for the plain ones.
        codes: Whether that call gives codes of labels, and not how likely each is.
    """
    several = len(task.competition.target) > 1
    coded = "one_hot_codes(train, TARGETS)" if several else "label_codes(train, TARGET, CLASSES)"
    calls: list[Function] = [one_hot_codes if several else label_codes]
    lines = [f"    train, y = {coded}", "    " + _BUILD.format(more=", one_column_per_class(y, len(CLASSES))" if signal else "")]
    if signal:
        calls.append(one_column_per_class)
    if seen:
        lines.append(f"    rows, seen, said = {seen}")
    if task.form is AnswerForm.LABEL:
        if codes:
            lines.append(f"    codes = {answer}")
        else:
            lines += [f"    shares = {answer or 'predict(x, y, x_test)'}", "    codes = shares.argmax(axis=1)"]
        answers = "np.array(CLASSES, dtype=object)[codes][:, None]"
    elif task.form is AnswerForm.RANKED_LABELS:
        lines.append(f"    best = (-{answer or 'predict(x, y, x_test)'}).argsort(axis=1, kind='stable')[:, :{task.places}]")
        lines.append('    ranked = [" ".join(row) for row in np.array(CLASSES, dtype=object)[best]]')
        answers = "np.array(ranked, dtype=object)[:, None]"
    else:
        lines.append(f"    probabilities = {answer or 'predict(x, y, x_test)'}")
        answers = "probabilities[:, [1]]" if task.form is AnswerForm.PROBABILITY else "probabilities"
    name = task.competition.shares_id_column
    shares_written = _SHARES if name == task.competition.id_column else _SHARES_BESIDE_A_NAMESAKE.format(name=name)
    last = shares_written if task.form is AnswerForm.LABEL and not codes else ""
    return _MAIN.format(lines="\n".join(lines), answers=answers, last=last), tuple(calls)


def probabilities_of(task: Task, *, matrix: str, models: int = 0) -> tuple[str, tuple[Function, ...]]:
    """The function that gives probabilities of all classes, also of those that no training row has, and what it calls.

    Args:
        task: Knows the classes.
        matrix: Type of the columns.
        models: How many there are, where each of them is asked by itself.
    """
    text = PREDICT_EACH if models else PREDICT_CLASSES
    return text.format(matrix=matrix, classes="2" if task.flags else "len(CLASSES)", models=models), (class_probabilities,)
