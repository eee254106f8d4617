"""Merge: what is best of two lines, in one solution."""

from haste.prompts.telling import limits_text
from haste.vocabulary.brief import Brief


def task(brief: Brief) -> str:
    """What is asked for."""
    parent = brief.incumbent.iteration if brief.incumbent else 0
    other = brief.other.iteration if brief.other else 0
    return f"""\
# Task: write trial {brief.iteration}, a merge of trials {parent} and {other}

Two lines of this run have come far in different ways. Carry over into the file of trial {parent} what trial {other} does better: its
features, its treatment of the target, its way of fitting. One solution comes out, not two whose answers are averaged, unless the averaging
is the point and cheap. Leave `cause` out and name in `also` what you carried over. Edits are against the file of trial {parent}.
{limits_text(brief)}"""
