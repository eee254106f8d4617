"""Plan: a few directions for the next phase, and what to try in each."""

from haste.vocabulary.brief import Brief


def task(brief: Brief) -> str:
    """What is asked for."""
    headings, ideas = brief.ideas or (3, 2)
    return f"""\
# Task: plan the next phase

Give {headings} directions in `headings`, most promising first, and in each {ideas} ideas in the order in which they should be tried.
- Directions differ in kind: what the model sees, how it is fitted, what it optimises, how its answers are used.
- An idea is one atomic change to one file, so unambiguous that two engineers would write the same code from it: name columns, functions
  and values. "Improve the features" is none. "Add the difference of columns a and b" is one.
- No ensembling inside an idea: no blending, stacking or averaging of different models.
- Nothing that was tried already, unless something that matters has changed since.
- `technique` is the slug of a known technique where one says it, else empty.
No code and no edits."""
