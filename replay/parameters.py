"""What `--what-if` may change: the constants that recorded decisions read, by the rule that reads them; the others need new trials."""

import dataclasses
import math
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import msgspec

from haste.errors import UseError
from haste.thresholds import CURRENT, Thresholds

READ_BY: Mapping[str, tuple[str, ...]] = {
    "acceptance": (
        "advance_confidence_folds",
        "advance_confidence_rows",
        "credit_confidence_folds",
        "credit_confidence_rows",
        "dropped_confidence",
        "effect_scale_min",
        "race_looks",
        "race_standard_errors",
    ),
    "promotion": (
        "effect_confidence",
        "effect_prior_competitions",
        "probation_competitions",
        "proven_competitions",
        "global_domains",
        "global_proven_domains",
        "global_proven_competitions",
        "retire_uses",
        "separation_competitions",
        "words_copied",
        "words_from_rows",
        "names_respelled",
        "title_words",
    ),
    "consolidation": ("recipe_gains", "words_alike"),
    "learning": ("learnings_max",),
}
NEED_TRIALS: Mapping[
    str, tuple[str, ...]
] = {  # they change what is tried, executed or shown, so that no recorded event tells what would have come of it
    "search": (
        "drafts",
        "runner_up_divisor",
        "runner_up_trials_max",
        "winner_trials_max",
        "escalate_after",
        "debug_depth",
        "merge_trials_min",
        "phase_trials",
        "plan_headings",
        "plan_ideas",
        "stagnation_trials",
        "finalists",
        "finalists_untested",
        "ensemble_members",
        "ensemble_parts",
        "ensemble_candidates",
    ),
    "folds": (
        "folds",
        "folds_few",
        "folds_few_cells",
        "holdout_cells",
        "folds_few_bytes",
        "holdout_bytes",
        "holdout_share",
        "windows_share_max",
        "window_share_min",
        "bootstrap_rounds",
    ),
    "executions": (
        "attempts_max",
        "reserve_share",
        "reserve_solutions",
        "time_limit_min_s",
        "memory_bytes",
        "time_limit_s",
        "sample_cells",
        "sample_bytes",
        "sample_rows",
    ),
    "authors": ("words_share", "skills_max", "records_max", "recipes_max", "context_tokens_max", "summaries_share"),
}
_KNOWN = {f"{rule}.{name}": name for rule, names in READ_BY.items() for name in names}
_UNKNOWABLE = {name for names in NEED_TRIALS.values() for name in names}
_OFFERED = 3
_CUTOFF = 0.4  # of difflib's ratio: "promotion.min_competitions" still finds "promotion.proven_competitions"

Value = int | float | tuple[int, ...] | tuple[float, ...]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One constant with another value."""

    parameter: str  # RULE.PARAM
    value: Value

    @property
    def name(self) -> str:
        """The field of Thresholds."""
        return _KNOWN[self.parameter]


def changes(texts: Sequence[str]) -> tuple[Change, ...]:
    """The changes that texts like `promotion.proven_competitions=3` ask for.

    Raises:
        UseError: One of them names no constant, one that needs new trials, the same one twice, or a value that it cannot have.
    """
    found: dict[str, Change] = {}
    for text in texts:
        change = _change(text)
        if change.parameter in found:
            raise _refused("each constant once", change.parameter, text, "Leave one of them out.")
        found[change.parameter] = change
    return tuple(found.values())


def changed(rules: Thresholds, made: Iterable[Change]) -> Thresholds:
    """A rule version with some constants changed, under its own name, so that nothing differs but what they decide."""
    values: dict[str, Any] = {change.name: change.value for change in made}
    return dataclasses.replace(rules, **values)


def _change(text: str) -> Change:
    parameter, equals, value = text.partition("=")
    if not equals:
        raise _refused("RULE.PARAM=VALUE", repr(text), text, "For example promotion.proven_competitions=3.")
    name = parameter.rpartition(".")[2]
    if name in _UNKNOWABLE:
        next_step = f"It changes what is tried, and no log tells what would have come of it. Constants that can be changed: {', '.join(_KNOWN)}."
        raise _refused("a constant that recorded decisions read", f"{name}, which would need new trials", text, next_step)
    if parameter not in _KNOWN:
        near = [*(known for known in _KNOWN if known.endswith(f".{name}")), *get_close_matches(parameter, _KNOWN, n=_OFFERED, cutoff=_CUTOFF)]
        offered = f"Nearest: {', '.join(dict.fromkeys(near))}. " if near else ""
        raise _refused("a constant that recorded decisions read", repr(parameter), text, f"{offered}All: {', '.join(_KNOWN)}.")
    return Change(parameter=parameter, value=_value(name, value, text))


def _value(name: str, value: str, text: str) -> Value:
    """The value, of the kind that the constant has."""
    now = getattr(CURRENT, name)
    if isinstance(now, tuple):
        return _looks(value, text) if all(isinstance(part, int) for part in now) else tuple(_share(name, part, text) for part in value.split(","))
    if isinstance(now, bool):
        return _yes(value, text)
    if isinstance(now, int):
        return _whole(value, text)
    return _share(name, value, text)


def _yes(value: str, text: str) -> bool:
    if value.strip().lower() not in ("true", "false"):
        raise _refused("true or false", repr(value), text, "Correct the value.")
    return value.strip().lower() == "true"


def _whole(value: str, text: str) -> int:
    number = int(value) if value.strip().isdecimal() else 0
    if number < 1:
        raise _refused("a whole number from 1", repr(value), text, "Correct the value.")
    return number


def _looks(value: str, text: str) -> tuple[int, ...]:
    """Numbers of folds in rising order; no text for no look."""
    numbers = tuple(_whole(part, text) for part in value.split(",")) if value.strip() else ()
    if list(numbers) != sorted(set(numbers)):
        raise _refused("whole numbers in rising order, joined by commas", repr(value), text, "Correct the value.")
    return numbers


def _share(name: str, value: str, text: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    confidence = "confidence" in name
    if not (0 < number < 1 if confidence else 0 <= number < math.inf):
        expected = "a number between 0 and 1" if confidence else "a number from 0"
        raise _refused(expected, repr(value), text, "Correct the value.")
    return number


def _refused(expected: str, found: str, text: str, next_step: str) -> UseError:
    return UseError(expected=expected, found=found, where=f"--what-if {text}", next_step=next_step)
