"""The offline author's account of a phase: plain figures, nothing invented."""

from collections.abc import Iterable, Sequence

from haste.vocabulary.brief import Attempt, Brief, Summary
from haste.vocabulary.scales import Operator, Reason


def summed_up(brief: Brief) -> Summary:
    """What the attempts of the active phase came to.

    Adopted is whatever an accepted refinement was about, bundles included; a dead end is what a single change was about
    that was not accepted. A technique that was both is adopted.
    """
    attempts = [attempt for attempt in brief.history if attempt.phase == brief.phase]
    refinements = [attempt for attempt in attempts if attempt.operator is not Operator.DRAFT]
    adopted = dict.fromkeys(slug for attempt in refinements if attempt.accepted for slug in _about(attempt))
    missed = dict.fromkeys(attempt.cause for attempt in refinements if attempt.cause and not attempt.accepted)
    return Summary(
        adopted=tuple(adopted),
        dead_ends=tuple(slug for slug in missed if slug not in adopted),
        text=_text(attempts),
    )


def _about(attempt: Attempt) -> tuple[str, ...]:
    return (attempt.cause,) if attempt.cause else attempt.also


def _text(attempts: Sequence[Attempt]) -> str:
    accepted = [attempt for attempt in attempts if attempt.accepted]
    failed = [attempt for attempt in attempts if attempt.reason is Reason.FAILED]
    rest = [attempt for attempt in attempts if not attempt.accepted and attempt.reason is not Reason.FAILED]
    parts = (_listed("Accepted", accepted), _listed("Without gain", rest), _listed("Failed", failed))
    return " ".join((f"{len(attempts)} trials.", *(part for part in parts if part)))


def _listed(what: str, attempts: Iterable[Attempt]) -> str:
    told = "; ".join(_told(attempt) for attempt in attempts)
    return f"{what}: {told}." if told else ""


def _told(attempt: Attempt) -> str:
    return attempt.title if attempt.lift is None else f"{attempt.title} ({attempt.lift.mean:+.3g})"
