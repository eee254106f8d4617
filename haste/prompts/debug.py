"""Debug: the same solution, mended."""

from haste.prompts.telling import limits_text
from haste.vocabulary.brief import Brief


def task(brief: Brief) -> str:
    """What is asked for."""
    parent = brief.incumbent.iteration if brief.incumbent else 0
    return f"""\
# Task: write trial {brief.iteration}, a repair of trial {parent}

It failed, as said above. Find the cause, not only the line: an error in fold 1 can stand for the same error elsewhere (unseen categories,
an empty group, a column of another type, too little memory, too long a fit). Mend that and change nothing else; where it ran into a limit,
make it cheaper with as little loss as you can. Leave `cause` out. Edits are against the file of trial {parent}.
{limits_text(brief)}"""
