"""Draft: a first solution by an approach that no earlier draft took."""

from haste.prompts.telling import limits_text
from haste.vocabulary.brief import Brief
from haste.vocabulary.scales import Operator


def task(brief: Brief) -> str:
    """What is asked for."""
    drafts = sum(attempt.operator is Operator.DRAFT for attempt in brief.history)
    differs = "It is fundamentally different from the earlier drafts: another family of models on other features." if drafts else "It is the first."
    return f"""\
# Task: write trial {brief.iteration}, a draft

Write a whole solution in `code`. {differs}
Choose an approach that a strong competitor would start with on data like these, one model and no ensemble, and keep it simple enough to
run without an error at the first attempt: it is screened on one fold, and refined afterwards. Leave `cause` out and name in `also` what
it is made of.
{limits_text(brief)}"""
