"""A profile in numbers: the fields over which a skill says when it holds."""

import math

import msgspec

from haste.vocabulary.competition import Profile
from haste.vocabulary.scales import ColumnKind, Comparison, TargetKind
from haste.vocabulary.skill import Condition, Conditions


def features(profile: Profile) -> dict[str, float]:
    """Numbers that describe a profile, by name. Shares lie in [0, 1]; sizes are decimal logarithms."""
    columns = profile.columns
    numeric = [column for column in columns if column.kind is ColumnKind.NUMERIC]
    return {
        "rows_log10": math.log10(max(1, profile.rows)),
        "columns_log10": math.log10(max(1, len(columns))),
        "numeric_share": len(numeric) / max(1, len(columns)),
        "categorical_share": _share(profile, ColumnKind.CATEGORICAL),
        "text_share": _share(profile, ColumnKind.TEXT),
        "missing_share": sum(column.missing for column in columns) / max(1, len(columns)),
        "skew": max((abs(column.skew) for column in numeric), default=0.0),
        "target_skew": abs(profile.target.skew),
        "regression": float(profile.target_kind is TargetKind.REGRESSION),
        "classes_log2": math.log2(max(1, profile.classes)),
        "rarest_class": profile.rarest_class,
        "duplicates": profile.duplicates,
    }


def holds(condition: Condition, found: dict[str, float]) -> bool:
    """Whether a condition holds for a profile's numbers; one over an unknown field does not."""
    value = found.get(condition.field)
    if value is None:
        return False
    return value >= condition.value if condition.comparison is Comparison.AT_LEAST else value < condition.value


def all_hold(conditions: Conditions, found: dict[str, float]) -> bool:
    """Whether all conditions hold for a profile's numbers; none hold everywhere."""
    return all(holds(condition, found) for condition in conditions)


def opposite(condition: Condition) -> Condition:
    """What holds where this one does not, of profiles that have its field."""
    other = Comparison.BELOW if condition.comparison is Comparison.AT_LEAST else Comparison.AT_LEAST
    return msgspec.structs.replace(condition, comparison=other)


def _share(profile: Profile, kind: ColumnKind) -> float:
    return sum(column.kind is kind for column in profile.columns) / max(1, len(profile.columns))
