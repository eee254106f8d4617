"""What a run leaves for people as files: its submission, its solution, and the sources of an ensemble's members."""

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from haste.events.run import SubmissionChosen
from haste.ports import BlobStore
from haste.projections.leaderboard import Together
from haste.report.ensemble_file import Parts, ensemble_file
from haste.vocabulary.competition import Competition
from haste.vocabulary.ids import Iteration
from haste.vocabulary.judgement import Member
from haste.vocabulary.scales import Blend


class ResultFiles(msgspec.Struct, frozen=True, kw_only=True):
    """Absolute paths; None before there is a submission."""

    submission: str | None = None
    solution: str | None = None  # one standalone file, of an ensemble too
    members: dict[Iteration, str] = {}  # of an ensemble, the source of each member with a say, by its trial


def written(submitted: SubmissionChosen, ensemble: Together | None, competition: Competition, blobs: BlobStore, folder: Path) -> ResultFiles:
    """Write the files of a run, each whole or not at all; those that are there already stay.

    Args:
        submitted: What was chosen.
        ensemble: As it was judged.
        competition: Tells the format of a submission.
        blobs: Where the payloads are.
        folder: Of the run; made where it is not there.
    """
    found = ResultFiles(submission=str(folder / "submission.csv"), solution=str(folder / "solution.py"))
    _write(folder / "submission.csv", lambda: blobs.get(submitted.submission))
    if ensemble is None or not submitted.members:
        _write(folder / "solution.py", lambda: blobs.get(submitted.solution))
        return found
    sources = _sources(ensemble, submitted.members, blobs)
    places = {member.iteration: folder / "members" / f"trial-{member.iteration}.py" for member in submitted.members}
    for path, source in zip(places.values(), sources, strict=True):
        _write(path, source.encode)
    parts = _parts(ensemble.judged.blend, submitted.members, sources, competition)
    _write(folder / "solution.py", lambda: ensemble_file(parts).encode())
    return msgspec.structs.replace(found, members={trial: str(path) for trial, path in places.items()})


def _write(path: Path, contents: Callable[[], bytes]) -> None:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        whole = path.with_name(f".{path.name}.part")
        whole.write_bytes(contents())
        whole.replace(path)


def _sources(ensemble: Together, members: Sequence[Member], blobs: BlobStore) -> tuple[str, ...]:
    codes = {judged.iteration: code for judged, code in zip(ensemble.judged.members, ensemble.solutions, strict=True)}
    return tuple(blobs.get(codes[member.iteration]).decode() for member in members)


def _parts(blend: Blend, members: tuple[Member, ...], sources: tuple[str, ...], competition: Competition) -> Parts:
    return Parts(
        members=members,
        sources=sources,
        blend=blend,
        places=int(competition.metric.name.rpartition("_")[2]) if blend is Blend.POINTS else 0,  # map_at_5
        id_column=competition.id_column,
        shares_id_column=competition.shares_id_column,
        answer_columns=competition.answer_columns,
        classes=competition.classes,
    )
