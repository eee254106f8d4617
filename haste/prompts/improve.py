"""Improve: one atomic change to the incumbent, or a bigger step where the line has not moved for a while."""

from haste.prompts.telling import limits_text
from haste.vocabulary.brief import Brief

_ATOMIC = """\
Make one atomic change that is likely to raise its score by more than chance. Say first to yourself which of the six ways of standing still
you see, and choose the change by it. Name its technique in `cause`. Follow the plan of the phase where there is one, in its order, unless
the trials since speak against it."""
_BIGGER = """\
The line has not moved for several trials, so a bigger step is asked for: you may change several things that belong together, or the whole
approach. Leave `cause` out and name in `also` what you changed."""


def task(brief: Brief) -> str:
    """What is asked for."""
    parent = brief.incumbent.iteration if brief.incumbent else 0
    return f"""\
# Task: write trial {brief.iteration}, an improvement of trial {parent}

{_BIGGER if brief.escalated else _ATOMIC}
Edits are against the file of trial {parent}.
{limits_text(brief)}"""
