"""A person's own tables become a competition: converted once into the house's layout, and the files themselves are left alone."""

import shutil
from pathlib import Path, PurePosixPath

import pandas as pd
import yaml

from haste.competitions import config as configs
from haste.competitions import finding_media, finding_samples, inference, layout, looking_at_signals, samples
from haste.competitions import folder as folders
from haste.competitions.arranging import Arranged, arranged
from haste.competitions.config import Config
from haste.competitions.layout import Layout
from haste.competitions.reasons import reasons
from haste.competitions.sources import Source
from haste.errors import CompetitionError
from haste.evaluation import media, metrics, tables
from haste.evaluation.answers import answers_from
from haste.evaluation.building import built_once
from haste.vocabulary.competition import Competition

_CONVERSION = 5  # another one makes other files of the same tables
_NOTHING = Config()


def prepare(source: Source, *, wishes: Config = _NOTHING, into: Path) -> Competition:
    """Make a competition of a person's files.

    A folder in the house's layout (prepared/public, or public) with a sample submission is taken as it is.

    Args:
        source: Read, never written to.
        wishes: What the person says here and now; it goes before the folder's config.yaml. The rest is inferred.
        into: Where the copy is made, under a name that tells the files' contents; made once, however often it is asked for.

    Raises:
        CompetitionError: The files cannot be read, or do not fit together.
        MetricError: No such metric.
    """
    if wishes.metric:
        metrics.resolve(wishes.metric)
    said = source.config
    said = said.model_copy(update={name: getattr(wishes, name) for name in wishes.model_fields_set})
    if _is_prepared(source):
        return folders.read(layout.of(source.train.parent), said)
    source = finding_samples.completed(source, said)
    key = configs.key_of(said, f"{_CONVERSION}{source.digest}")
    place = built_once(into.absolute() / f"{said.id or layout.slug_of(source.name)}-{key}", lambda building: _build(source, said, building))
    return folders.load(place)


def _is_prepared(source: Source) -> bool:
    names = tuple(path.name if path else "" for path in (source.train, source.test, source.sample))
    return source.folder is not None and layout.of(source.folder).prepared and names == ("train.csv", "test.csv", "sample_submission.csv")


def _build(source: Source, said: Config, building: Path) -> None:
    made = arranged(source, said)
    public = building / "prepared" / "public"
    public.mkdir(parents=True)
    tables.write(made.train, public / "train.csv")
    tables.write(made.test, public / "test.csv")
    if source.folder and (source.folder / "description.md").is_file():
        shutil.copyfile(source.folder / "description.md", public / "description.md")
    try:
        _finish(source, said, made, Layout(public=public, top=building, name=source.name, prepared=True))
    except CompetitionError as error:  # it names a folder that is gone in a moment
        where = error.where.replace(str(public), source.where)
        raise CompetitionError(expected=error.expected, found=error.found, where=where, next_step=error.next_step) from error


def _finish(source: Source, said: Config, made: Arranged, place: Layout) -> None:
    """Sample, media, answers and config, for tables that are written."""
    if source.folder:
        _link_media(made, source.folder, place.public)
        if made.held_out is None:
            _link_standings(layout.of(source.folder), place)
    told = said.model_copy(
        update={
            "id": said.id or layout.slug_of(source.name),
            "name": said.name or source.name,
            "target": made.target,
            "id_column": made.id_column,
            "other_files": False if said.other_files else said.other_files,  # rows that are held out may stand in them
        }
    )
    if made.sample is None:
        samples.write(place, told, made.test[made.id_column], made.target)
    else:
        tables.write(made.sample, place.public / "sample_submission.csv")
    competition = folders.read(place, told)
    if made.held_out is not None:
        private = place.public.parent / "private"
        private.mkdir()
        tables.write(answers_from(made.held_out, competition), private / "test.csv")
    files = ("other files: none is shown, since these tables were rearranged",) if said.other_files else ()
    notes = (*said.notes, *made.notes, *_unnamed(source, competition), *reasons(said, competition), *files)
    told = told.model_copy(update={"metric": competition.metric.name, "domain": competition.domain, "notes": notes})
    place.config.write_text(yaml.safe_dump(told.model_dump(mode="json", exclude_none=True), sort_keys=False, allow_unicode=True), encoding="utf-8")


def _unnamed(source: Source, competition: Competition) -> tuple[str, ...]:
    """A sentence about images and sounds that lie in the folder, where no row names one."""
    lying = [path for path in source.media if PurePosixPath(path).suffix.lower() not in looking_at_signals.TEXTS]
    if competition.media or not lying:
        return ()
    column, path = finding_media.lost(tables.read(Path(competition.public) / "train.csv"), Path(competition.public))
    if column:
        why = f"since column {column!r} names files that are not there, such as {path}"
        return (f"not used: images or sounds such as {lying[0]} ({len(lying)} in all), {why}; write their paths as they lead from this folder",)
    ways = "lay them into train/ and test/ under the ids of rows, or write their paths from this folder into a column"
    return (f"not used: images or sounds such as {lying[0]} ({len(lying)} in all), since no row names one; {ways}",)


def _link_standings(theirs: Layout, place: Layout) -> None:
    """Point to leaderboard and answers of a folder in the house's layout, which may be there or not: nobody but the grader opens the answers."""
    if theirs.prepared:
        place.leaderboard.symlink_to(theirs.leaderboard)
        (place.public.parent / "private").symlink_to(theirs.public.parent / "private")


def _link_media(made: Arranged, source: Path, public: Path) -> None:
    """Bring the files that rows name, without taking their room on the disk twice where that can be avoided."""
    rows, test = made.train, made.test
    if made.held_out is not None:  # its files still lie among those of the training rows
        rows, test = pd.concat([made.train, made.held_out], ignore_index=True), made.test.iloc[:0]
    read = inference.Tables(train=rows, test=test, sample=test, where=str(source))
    found = finding_media.find(read, made.id_column, made.target, source)
    for place, path in enumerate(found.paths):
        moved = made.held_out is not None and found.media == media.BY_ID and place >= len(made.train)
        _link(source, path, public / (path.replace("train/", "test/", 1) if moved else path))


def _link(source: Path, path: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        target.hardlink_to(source / path)
    except FileNotFoundError as error:
        raise media.missing(path, str(source)) from error
    except FileExistsError:
        return  # two rows name one file
    except OSError:  # another device, or a file system without links
        shutil.copyfile(source / path, target)
