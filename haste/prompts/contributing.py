"""What a reply contributes to a phase: a plan, a summary, or a suggestion with the whole file that comes of it."""

import ast
import re
from collections.abc import Iterable

from haste.errors import ReplyError
from haste.prompts.edits import applied
from haste.prompts.forms import ContributionForm
from haste.prompts.letter import Terms
from haste.prompts.slugs import technique_slug
from haste.vocabulary.brief import Answer, Heading, Idea, Plan, Suggestion, Summary
from haste.vocabulary.ids import SkillId
from haste.vocabulary.scales import Reason, Role
from haste.vocabulary.solution import Resources

_FENCE = re.compile(r"\A\s*```[a-z0-9]*\n(.*?)\n?```\s*\Z", re.DOTALL)
_TITLE_MAX = 200  # characters


def contribution(said: ContributionForm, terms: Terms) -> Answer:
    """The answer to the role that asked.

    Raises:
        ReplyError: What the role asks for is missing, or the file that comes of it does not parse.
    """
    match terms.role:
        case Role.PLAN:
            return _plan(said, terms)
        case Role.SUMMARISE:
            if not said.text.strip():
                raise _missing("a summary", "an empty one", "text")
            return Summary(adopted=_slugs(said.adopted, terms), dead_ends=_slugs(said.dead_ends, terms), text=said.text.strip())
        case _:
            return _suggestion(said, terms)


def _plan(said: ContributionForm, terms: Terms) -> Plan:
    headings_max, ideas_max = terms.ideas or (len(said.headings), max((len(one.ideas) for one in said.headings), default=0))
    headings = []
    for heading in said.headings[:headings_max]:
        ideas = [idea for idea in heading.ideas if idea.text.strip()][:ideas_max]
        told = tuple(Idea(technique=technique_slug(idea.technique, terms) if idea.technique.strip() else None, text=idea.text) for idea in ideas)
        if told:
            headings.append(Heading(title=heading.title, ideas=told))
    if not headings:
        raise _missing("directions with ideas in them", "none", "headings")
    return Plan(headings=tuple(headings))


def _suggestion(said: ContributionForm, terms: Terms) -> Suggestion:
    code = _code(said, terms)
    causes = (technique_slug(said.cause, terms),) if said.cause.strip() else ()
    also = _slugs(said.also, terms)
    credited = causes[0] if causes and terms.credits else None
    return Suggestion(
        title=(said.title.strip() or f"Trial {terms.iteration}")[:_TITLE_MAX],
        cause=credited,
        also=tuple(slug for slug in dict.fromkeys((*causes, *also)) if slug != credited),
        skills=tuple(SkillId(name) for name in dict.fromkeys(said.skills) if name in terms.skills),
        code=code,
        resources=_resources(said, terms),
    )


def _code(said: ContributionForm, terms: Terms) -> str:
    """The whole file: as it was given, or the parent with the edits made."""
    if said.code.strip():
        fence = _FENCE.match(said.code)
        code = fence[1] if fence else said.code
    elif said.edits and terms.parent is not None:
        code = applied(terms.parent, said.edits)
    else:
        raise _missing("a file in `code`" + (", or edits" if terms.parent is not None else ""), "none", "code")
    code = code if code.endswith("\n") else code + "\n"
    try:
        ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:  # the last two where it is nested too deeply
        line = getattr(error, "lineno", None)
        raise ReplyError(
            reason=Reason.SYNTAX,
            expected="a file that parses",
            found=str(error) or type(error).__name__,
            where="the solution" + (f", line {line}" if line else ""),
            next_step="Send the whole file in `code`, mended.",
        ) from error
    if code == terms.parent:
        raise _missing("a change", "the parent's file as it was", "code")
    return code


def _resources(said: ContributionForm, terms: Terms) -> Resources:
    assert terms.limits is not None
    limits = terms.limits
    return Resources(
        cpus=min(said.cpus, limits.cpus) if said.cpus > 0 else limits.cpus,
        gpus=min(float(max(0, said.gpus)), limits.gpus),
        memory_bytes=min(said.memory_mib * 2**20, limits.memory_bytes) if said.memory_mib > 0 else limits.memory_bytes,
        time_limit_s=min(float(said.time_limit_s), limits.time_limit_s) if said.time_limit_s > 0 else limits.time_limit_s,
    )


def _slugs(names: Iterable[str], terms: Terms) -> tuple[str, ...]:
    return tuple(dict.fromkeys(technique_slug(name, terms) for name in names if name.strip()))


def _missing(expected: str, found: str, field: str) -> ReplyError:
    next_step = "Answer again with it."
    return ReplyError(reason=Reason.WRONG_FORM, expected=expected, found=found, where=f"`{field}` of the reply", next_step=next_step)
