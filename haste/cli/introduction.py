"""A competition in lines for people: what `haste competitions show` prints."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # it brings pandas
    from haste.competitions.introducing import Introduction

_CLASSES = 12  # labels that are named
_COLUMNS = 30  # columns that are described one by one


def lines(shown: "Introduction") -> Iterator[str]:
    """From what it is about to where it comes from."""
    yield f"{shown.id}: {shown.name}"
    yield ""
    yield from shown.description.strip().splitlines()
    yield ""
    yield f"predict {', '.join(shown.target)}; {shown.domain}; metric {shown.metric}, to {shown.direction}"
    if shown.id_column:
        yield f"rows are named by {shown.id_column}{_labels(shown.classes)}"
    yield from shown.inferred
    yield from _profile(shown)
    if shown.leaderboard:
        scores = ", ".join(f"{medal} from {score:g}" for medal, score in shown.leaderboard.scores.items())
        yield f"leaderboard: {shown.leaderboard.count} teams; {scores}"
    if shown.origin and shown.profile is None:  # else the description says it
        yield f"data: {shown.origin.source}, from the Python package {shown.origin.package}"
        yield f"licence: {shown.origin.licence}"
        yield f"citation: {shown.origin.citation}"
    if shown.profile is None:
        yield f"not prepared yet, so there is no profile: haste competitions prepare {shown.id}"
    elif shown.place:
        yield f"files: {shown.place}"


def _profile(shown: "Introduction") -> Iterator[str]:
    seen = shown.profile
    if seen is None or shown.split is None:
        return
    yield f"{seen.rows} rows to learn from, {seen.test_rows} to predict; {len(seen.columns)} columns: {_counted(shown.kinds)}"
    for column in seen.columns[:_COLUMNS]:
        missing = f", {column.missing:.1%} missing" if column.missing else ""
        yield f"  {column.name}: {column.kind}, {column.distinct} different{missing}"
    if len(seen.columns) > _COLUMNS:
        yield f"  and {len(seen.columns) - _COLUMNS} more"
    rarest = f"; the rarest of {seen.classes} labels has {seen.rarest_class:.1%} of the rows" if seen.classes else ""
    yield f"target {seen.target.name}: {seen.target_kind}, {seen.target.distinct} different{rarest}"
    if seen.media:
        pixels, samples = f"{seen.media.width} x {seen.media.height} pixels", f"{seen.media.samples} samples"
        size = f"{samples if seen.media.kind == 'signal' else pixels}, {seen.media.channels} channels{'' if seen.media.same_size else ', the median'}"
        yield f"{seen.media.files} {seen.media.kind}s, {size}"
    by = f" by {shown.split.column}" if shown.split.column else ""
    yield f"judged on {shown.split.folds} folds, {shown.split.kind}{by}{', stratified' if shown.split.stratified else ''}; {shown.because}"


def _labels(classes: tuple[str, ...]) -> str:
    if not classes:
        return ""
    return f"; labels: {', '.join(classes[:_CLASSES])}{f' and {len(classes) - _CLASSES} more' if len(classes) > _CLASSES else ''}"


def _counted(kinds: dict[str, int]) -> str:
    return ", ".join(f"{count} {kind}" for kind, count in kinds.items()) or "none"
