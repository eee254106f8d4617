"""Summarise: what a phase came to, for the phases after it, which will not see its trials."""

from haste.vocabulary.brief import Brief


def task(brief: Brief) -> str:
    """What is asked for."""
    return f"""\
# Task: summarise phase {brief.phase}

Later phases see this summary in place of the phase's trials, so write what they need and nothing else.
- adopted: slugs of the causes that were accepted.
- dead_ends: slugs of the causes that were not, and should not be tried again.
- text: at most 150 words. What the best solution now consists of; which of the six ways of standing still shows, with the figures that
  show it; what the rejected trials have in common; what was left open. No praise, no plan.
No code and no edits."""
