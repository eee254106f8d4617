"""What the host can tell an author whose solution failed: the limit that it met, or the exact form of a submission."""

import pandas as pd

from haste.vocabulary.competition import Competition
from haste.vocabulary.scales import Reason, View
from haste.vocabulary.solution import Resources

_ROWS_SHOWN = 2
_DECLARED = "$OUT_OF_FOLD the same columns, and a row for each answer of the rows that folds.csv gives a fold from 0."
_CELL_MAX = 60  # signs of a value that is shown
_FORM = frozenset({Reason.NO_SUBMISSION, Reason.NOT_A_FILE, Reason.UNREADABLE, Reason.WRONG_COLUMNS, Reason.WRONG_ROWS}) | {
    Reason.NOT_A_NUMBER,
    Reason.OUT_OF_RANGE,
    Reason.UNKNOWN_LABEL,
    Reason.NOT_A_MASK,
    Reason.PLACEHOLDER,
    Reason.TOO_LARGE,
}


def remedy(reason: Reason | None, *, resources: Resources, sample: pd.DataFrame, competition: Competition) -> str:
    """Advice for the next attempt; "" where the host knows none.

    Args:
        reason: Why the execution did not succeed.
        resources: What it could use.
        sample: The sample submission that it was shown, as text.
        competition: Tells the columns.
    """
    mebibytes = resources.memory_bytes // 2**20
    match reason:
        case Reason.MEMORY_LIMIT:
            return f"All its processes together have {mebibytes} MiB: take smaller batches, fewer features at once, float32, or fewer workers."
        case Reason.WALL_LIMIT:
            return f"One run of the file has {resources.time_limit_s:.0f} s and {resources.cpus} cores: train less, on fewer rows, or by the clock."
        case Reason.CPU_LIMIT:
            return f"It may keep {resources.cpus} cores busy for {resources.time_limit_s:.0f} s: start no more threads than cores."
        case Reason.DISK_LIMIT:
            return "Keep what lies between two steps in memory, and delete files that are done with."
        case _ if reason in _FORM:
            return _form(sample, competition)
        case _:
            return ""


def _form(sample: pd.DataFrame, competition: Competition) -> str:
    columns = [competition.id_column, *competition.answer_columns]
    rows = [",".join(f"{value}"[:_CELL_MAX] for value in row) for row in sample[columns].head(_ROWS_SHOWN).to_numpy()]
    named = ",".join(columns) if len(columns) <= 8 else f"{','.join(columns[:8])},... ({len(columns)} columns)"
    beside = [_DECLARED] if competition.view is View.DECLARED else []
    form = competition.form.value.replace("_", " ")
    return f"$OUTPUT has to be a CSV file with the header {named} and {len(sample)} rows, answers of the form {form}, such as:\n" + "\n".join(
        [*rows, *beside]
    )
