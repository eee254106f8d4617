"""Do two logs agree? The same choices with the same verdicts in each run, and the same skills left; times and attempts may differ."""

import msgspec

from haste.ports import EventLog
from haste.projections import sweep as sweeps
from haste.projections.following import Follower
from haste.projections.leaderboard import RunCosts, evolve
from haste.projections.memory import MemoryFollower
from haste.projections.recording import ensemble_words
from haste.projections.search_tree import Trial
from haste.projections.sweep import Standing
from haste.vocabulary.ids import BlobId, Iteration, SkillId, SweepId, run_stream
from haste.vocabulary.judgement import told
from replay.past import found_sweep


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """What has to be equal in each trial."""

    operator: str
    parent: Iteration | None
    solution: BlobId | None
    skills: tuple[SkillId, ...]  # loaded
    accepted: bool | None
    reason: str | None


class Disagreement(msgspec.Struct, frozen=True, kw_only=True):
    """The first place where two sweeps differ."""

    competition: str
    where: str  # "trial 4", "submission" ...
    left: str
    right: str


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """What a comparison found."""

    agree: bool
    first: Disagreement | None


def compared(left: EventLog, right: EventLog, *, names: tuple[str, str]) -> tuple[Compared, str]:
    """Do the newest sweeps of two logs agree?

    Args:
        left: One log.
        right: Another one.
        names: What the logs are called.

    Returns:
        What was found, and the same in words.

    Raises:
        SweepNotFoundError: One of them holds no sweep.
    """
    first, second = (found_sweep(log, None, where=name).sweep for log, name in zip((left, right), names, strict=True))
    found = disagreement(left, first, right, second)
    said = (
        f"sweeps {first} and {second} agree"
        if found is None
        else f"{', '.join(filter(None, (found.competition, found.where)))}: {found.left} | {found.right}"
    )
    return Compared(agree=found is None, first=found), said


def disagreement(left: EventLog, left_sweep: SweepId, right: EventLog, right_sweep: SweepId) -> Disagreement | None:
    """The first disagreement of two sweeps, run by run in the order of their competitions; None where they agree."""
    runs = _runs(left, left_sweep), _runs(right, right_sweep)
    if list(runs[0]) != list(runs[1]):
        return Disagreement(competition="", where="competitions", left=", ".join(runs[0]), right=", ".join(runs[1]))
    for competition, (places, others) in ((name, (runs[0][name], runs[1][name])) for name in runs[0]):
        for where in dict.fromkeys((*places, *others)):
            if places.get(where) != others.get(where):
                return Disagreement(competition=competition, where=where, left=_text(places.get(where)), right=_text(others.get(where)))
    return _of_tiers(_tiers(left, left_sweep), _tiers(right, right_sweep))


def _of_tiers(left: dict[SkillId, str], right: dict[SkillId, str]) -> Disagreement | None:
    for skill in sorted(left.keys() | right.keys()):
        if left.get(skill) != right.get(skill):
            return Disagreement(competition="", where=f"skill {skill}", left=str(left.get(skill)), right=str(right.get(skill)))
    return None


def _tiers(log: EventLog, sweep: SweepId) -> dict[SkillId, str]:
    """The skills that a sweep left behind, with their states."""
    follower = MemoryFollower(log, only=sweep)
    follower.catch_up()
    return {skill: str(entry.state) for skill, entry in follower.state.tiers.entries.items()}


def _runs(log: EventLog, sweep: SweepId) -> dict[str, dict[str, object]]:
    """What has to be equal, by competition and place."""
    state = sweeps.follow(log, sweep).state
    return {standing.competition: _places(log, standing) for standing in sorted(state.runs, key=lambda standing: standing.competition)}


def _places(log: EventLog, standing: Standing) -> dict[str, object]:
    follower = Follower(log, (run_stream(standing.run),), RunCosts(), evolve)
    follower.catch_up()
    places: dict[str, object] = {f"trial {trial.iteration}": _choice(trial) for trial in follower.state.tree.trials}
    submitted, ensemble = standing.submitted, follower.state.tree.ensemble
    return places | {
        "ensemble": ensemble_words(ensemble) if ensemble else None,
        "submission": submitted.solution if submitted else None,
        "members of the submission": told(submitted.members) if submitted else None,
        "end": str(standing.finished.status) if standing.finished else None,
    }


def _choice(trial: Trial) -> Choice:
    return Choice(
        operator=trial.step.operator,
        parent=trial.step.parent,
        solution=trial.proposal.solution.code if trial.proposal else None,
        skills=trial.skills,
        accepted=trial.accepted,
        reason=trial.reason,
    )


def _text(found: object) -> str:
    if isinstance(found, Choice):
        solution = found.solution[:12] if found.solution else "none"
        verdict = f"accepted {found.accepted}, reason {found.reason}"
        return f"{found.operator} of {found.parent}, solution {solution}, {len(found.skills)} skills loaded, {verdict}"
    return str(found)
