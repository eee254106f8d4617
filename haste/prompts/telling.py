"""What an author is told of earlier trials: a line each, and the files that it may have to start from."""

from collections.abc import Iterable

from haste.prompts.fencing import fenced, shortened
from haste.vocabulary.brief import Attempt, Brief, Incumbent, Plan, Summary
from haste.vocabulary.ids import Iteration
from haste.vocabulary.scales import Status

_MESSAGE_MAX = 4_000  # characters of a traceback


def outcome(attempt: Attempt) -> str:
    """One judged trial in a line."""
    made = f"{attempt.operator}" + (f" of trial {attempt.parent}" if attempt.parent else "")
    cause = f", cause {attempt.cause}" if attempt.cause else ""
    why = f" ({attempt.reason})" if attempt.reason else ""
    verdict = "accepted" if attempt.accepted else f"rejected{why}"
    title = f": {attempt.title}" if attempt.title else ""
    lift = f", lift {attempt.lift.mean:+.5g} with standard error {attempt.lift.se:.2g}" if attempt.lift else ""
    credit = f", effect {attempt.credit.effect:+.3f}" if attempt.credit else ""
    return f"- trial {attempt.iteration} ({made}{cause}){title}: {verdict}{lift}{credit}"


def outcomes(attempts: Iterable[Attempt]) -> str:
    """Trials in order; what a title says was written by a model and is fenced with the rest."""
    lines = "\n".join(map(outcome, attempts))
    return fenced("trials", lines) if lines else ""


def standing(incumbent: Incumbent) -> str:
    """How a solution did: its scores by fold, or how it failed."""
    if incumbent.status is not Status.SUCCEEDED:
        message = fenced("error", shortened(incumbent.message, characters_max=_MESSAGE_MAX))
        return f"Trial {incumbent.iteration} failed: {incumbent.status}, {incumbent.reason or 'no reason'}.\n{message}"
    if incumbent.evaluation is None:
        return f"Trial {incumbent.iteration} has not been scored."
    scores = ", ".join(f"{score:.6g}" for score in incumbent.evaluation.scores)
    return f"Trial {incumbent.iteration} scores {incumbent.evaluation.mean:.6g} (by fold: {scores})."


def solution(incumbent: Incumbent) -> str:
    """The whole file of a trial."""
    return f"The file of trial {incumbent.iteration}:\n{fenced('file', incumbent.code)}"


def summaries_text(summaries: tuple[Summary, ...]) -> str:
    """What finished phases came to."""
    lines = []
    for number, summary in enumerate(summaries, start=1):
        adopted = ", ".join(summary.adopted) or "none"
        dead_ends = ", ".join(summary.dead_ends) or "none"
        lines.append(f"Phase {number}. Adopted: {adopted}. Dead ends: {dead_ends}. {summary.text}")
    return "\n".join(lines)


def plan_text(plan: Plan) -> str:
    """The plan of the active phase."""
    lines = []
    for heading in plan.headings:
        lines.append(f"{heading.title}:")
        lines += [f"- {idea.text}" + (f" (technique {idea.technique})" if idea.technique else "") for idea in heading.ideas]
    return "\n".join(lines)


def limits_text(brief: Brief) -> str:
    """What a solution may use, and what is left of the run."""
    limits = brief.limits
    text = (
        f"Limits of one run of the file: {limits.time_limit_s:.0f} s, {limits.memory_bytes // 2**20} MiB, {limits.cpus} cores, {limits.gpus:g} GPUs."
    )
    if brief.trials_left is not None:
        text += f" Trials left after this one: {brief.trials_left}."
    if brief.time_left_s is not None:
        text += f" Time left for the whole run: {brief.time_left_s / 60:.0f} minutes."
    return text


def untold(brief: Brief, told: Iterable[Iteration]) -> tuple[Attempt, ...]:
    """Judged trials that the conversation has not mentioned."""
    known = set(told)
    return tuple(attempt for attempt in brief.history if attempt.iteration not in known)
