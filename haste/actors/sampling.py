"""A few rows before a long first fold: when they are tried, and what they show about it."""

import msgspec

from haste.projections.run import RunState
from haste.vocabulary.ids import Iteration
from haste.vocabulary.judgement import ExecutionResult
from haste.vocabulary.scales import Reason, Stage, View

OFFLINE = "offline"  # the author whose code may run without walls, and needs no trying
_ERRORS_AT_ANY_SIZE = frozenset({"AttributeError", "FileNotFoundError", "ImportError", "IndentationError", "ModuleNotFoundError", "NameError"}) | {
    "SyntaxError",
    "UnboundLocalError",
}
_FORMS = frozenset({Reason.NO_SUBMISSION, Reason.NOT_A_FILE, Reason.UNREADABLE, Reason.WRONG_COLUMNS, Reason.HARD_CODED, Reason.SYNTAX})


def wanted(state: RunState, iteration: Iteration) -> bool:
    """Whether a few rows are tried before a first fold: where that fold is long and its author is not known to write what runs."""
    proposal, profiled = state.tree.trial(iteration).proposal, state.tree.profiled
    if proposal is None or proposal.author == OFFLINE or profiled is None or state.competition.view is View.DECLARED:
        return False
    profile = profiled.profile
    media = profile.media.bytes if profile.media else 0
    return profile.rows * max(1, len(profile.columns)) >= state.rules.sample_cells or media >= state.rules.sample_bytes


def foreseen_end(state: RunState, iteration: Iteration, stage: Stage, fold: int) -> ExecutionResult | None:
    """How a first fold must end, by what a few rows have shown; None where it has to be run."""
    tried = state.tree.trial(iteration).results.get((Stage.SAMPLE, 0))
    if stage is not Stage.FOLD or fold != 0 or tried is None or not decisive(tried):
        return None
    message = f"on {state.rules.sample_rows} rows, before the first fold: {tried.message}"
    return msgspec.structs.replace(tried, message=message, wall_s=0.0, cpu_s=0.0, gpu_s=0.0, output=None, predictions=None)


def decisive(tried: ExecutionResult) -> bool:
    """Whether what failed on a few rows fails on all: a form that does not fit, or an error that no number of rows mends."""
    if tried.reason is Reason.EXCEPTION:
        last = tried.message.strip().rpartition("\n")[2]
        return last.partition(":")[0].strip() in _ERRORS_AT_ANY_SIZE
    return tried.reason in _FORMS
