"""Reconcile: the condition that tells where a technique helps from where it harms, if there is one."""

from haste.prompts.abstract import numbers
from haste.vocabulary.brief import ConflictBrief

RULES = """\
You are the specialist of a domain in HASTE, a system that does machine-learning engineering by trial and keeps what worked as skills. A
technique helped in some competitions and harmed in others. Either one number of their profiles tells the two apart, and then there will be
two skills, each with its condition; or nothing does, and then there is none.

- condition: one field of those given, "at_least" or "below", and a value between the two sides, such that it holds in every profile where
  the technique helped and in none where it harmed. Of several, take the one that a practitioner would have expected to matter, not the one
  with the widest gap by chance.
- found: false where no field does that, or where it could only be chance. The condition is then ignored. This is an honest and frequent
  answer.
- text: in two sentences, why the condition matters for this technique.
Answer with one JSON object of the given form and nothing else.
"""


def task(brief: ConflictBrief) -> str:
    """What is asked for, with everything that is known."""
    scope = f"the domain {brief.group.domain}" if brief.group.domain else "all domains"
    return f"""\
# Task: reconcile technique {brief.group.technique} in {scope}

Numbers of the profiles where it helped:
{numbers(brief.helped)}
Where it harmed:
{numbers(brief.harmed)}
Where neither is sure:
{numbers(brief.undecided)}"""
