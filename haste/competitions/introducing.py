"""One competition as a person wants to see it before anything runs: what is predicted, how it is scored and split, and what the data look like."""

from collections import Counter
from pathlib import Path

import msgspec

from haste.commands import FixSplit
from haste.competitions import bundled, folder, layout, standings
from haste.competitions.bundled import preparing
from haste.competitions.profile import description, profile
from haste.decisions import splitting
from haste.evaluation import medals, metrics
from haste.events.run import CompetitionProfiled, SplitFixed
from haste.projections.search_tree import SearchTree
from haste.thresholds import CURRENT
from haste.vocabulary.competition import Competition, Profile, Split
from haste.vocabulary.ids import BlobId, Position, RunId, Time
from haste.vocabulary.scales import Direction, Medal

_NOBODY = RunId("nobody")  # the rule asks for whom a split is; here it is for no run


class Teams(msgspec.Struct, frozen=True, kw_only=True):
    """A leaderboard: how many compete, and the score that each medal takes."""

    count: int
    scores: dict[Medal, float]


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """Where bundled data come from."""

    package: str
    source: str
    licence: str
    citation: str


class Introduction(msgspec.Struct, frozen=True, kw_only=True):
    """The contract for machines: fields are added, never renamed. None is null: not known before the competition is prepared."""

    id: str
    name: str
    domain: str
    metric: str
    direction: Direction
    target: tuple[str, ...]
    description: str
    inferred: tuple[str, ...] = ()  # what nobody said, with the reasons
    id_column: str | None = None
    answers: str | None = None
    classes: tuple[str, ...] = ()
    profile: Profile | None = None
    kinds: dict[str, int] = {}  # number of columns of each kind
    split: Split | None = None
    because: str | None = None  # of the split
    leaderboard: Teams | None = None
    origin: Origin | None = None  # None for a person's own data
    place: str | None = None  # the public folder


def of_bundled(name: str, into: Path) -> Introduction:
    """A bundled competition; with its profile where it was prepared before.

    Args:
        name: Its id, one of `haste.competitions.bundled.ids()`.
        into: Where bundled competitions are prepared.
    """
    found = bundled.find(name)
    origin = Origin(package=f"{found.package} {found.version}", source=found.source, licence=found.licence, citation=found.citation)
    place = into.absolute() / found.id
    if place.is_dir():
        return msgspec.structs.replace(introduced(folder.load(place), place), origin=origin)
    direction = metrics.resolve(found.metric).direction
    return Introduction(
        id=found.id,
        name=found.title,
        domain=found.domain,
        metric=found.metric,
        direction=direction,
        target=(found.target,),
        description=found.description,
        leaderboard=teams(preparing.LEADERBOARDS / f"{found.id}.csv", direction),
        origin=origin,
    )


def introduced(competition: Competition, top: Path) -> Introduction:
    """A competition that is there.

    Args:
        competition: As it was read.
        top: Its folder.

    Raises:
        CompetitionError: The public folder cannot be read any more.
    """
    seen = profile(competition)
    fixed = _split(seen, competition)
    return Introduction(
        id=competition.id,
        name=competition.name,
        domain=competition.domain,
        metric=competition.metric.name,
        direction=competition.metric.direction,
        target=competition.target,
        description=description(competition),
        inferred=folder.inferred(top),
        id_column=competition.id_column,
        answers=competition.form.replace("_", " "),
        classes=competition.classes,
        profile=seen,
        kinds=dict(sorted(Counter(str(column.kind) for column in seen.columns).items())),
        split=fixed.split,
        because=fixed.because,
        leaderboard=teams(layout.of(Path(competition.public)).leaderboard, competition.metric.direction),
        place=competition.public,
    )


def _split(seen: Profile, competition: Competition) -> SplitFixed:
    """The folds that a run would be judged on: the same rule on the same profile."""
    command = FixSplit(run=_NOBODY, view=competition.view, seed=0, read_to=Position(0), now=Time(0))
    profiled = CompetitionProfiled(run=_NOBODY, profile=seen, description=BlobId(""))
    (fixed,) = splitting.decide(command, SearchTree(profiled=profiled), CURRENT)
    assert isinstance(fixed, SplitFixed)
    return fixed


def teams(path: Path, direction: Direction) -> Teams | None:
    """How many stand on a leaderboard, and the score that each medal takes; None where there is no leaderboard."""
    scores = sorted(standings.scores(path), key=lambda score: -direction.sign * score)
    if not scores:
        return None
    return Teams(count=len(scores), scores={medal: scores[min(place, len(scores)) - 1] for medal, place in medals.thresholds(len(scores)).items()})
