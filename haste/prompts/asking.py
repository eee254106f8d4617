"""Puts a letter together: the conversation so far, one turn more, and the terms of the reply. Pure: equal briefs, equal letters."""

from collections.abc import Callable
from typing import assert_never

import msgspec

from haste.prompts import abstract, debug, distil, draft, improve, merge, plan, reconcile, summarise
from haste.prompts.card import card, own_skills
from haste.prompts.forms import Form
from haste.prompts.letter import Letter, Terms, Voice, decode, decode_turns
from haste.prompts.message import Message, Prompt, extended, said
from haste.prompts.rules import RULES
from haste.prompts.skills import records_text, skills_text
from haste.prompts.telling import outcomes, plan_text, solution, standing, summaries_text, untold
from haste.vocabulary.brief import Asked, Brief, ConflictBrief, GroupBrief
from haste.vocabulary.competition import Profile
from haste.vocabulary.scales import Role

_CONVERSATION_MAX = 210_000  # bytes, about 70,000 tokens: the largest context that a brief may have
_SLOW_BYTES = 100_000_000  # of data, above which folds take minutes
_SLOW_CELLS = 5_000_000  # rows x columns, the same
_TASKS: dict[Role, Callable[[Brief], str]] = {
    Role.PLAN: plan.task,
    Role.DRAFT: draft.task,
    Role.IMPROVE: improve.task,
    Role.DEBUG: debug.task,
    Role.MERGE: merge.task,
    Role.SUMMARISE: summarise.task,
}


def letter(brief: Asked, voice: Voice) -> Letter:
    """The request for a brief."""
    match brief:
        case GroupBrief():
            return _alone(
                Form.WORDING, voice, (abstract.RULES, brief.guidance), abstract.task(brief), terms=Terms(role=brief.role, allowance=brief.allowance)
            )
        case ConflictBrief():
            fields = tuple(sorted({name for profile in (*brief.helped, *brief.harmed) for name in profile}))
            terms = Terms(role=brief.role, fields=fields, allowance=brief.allowance)
            return _alone(Form.SEPARATION, voice, (reconcile.RULES, brief.guidance), reconcile.task(brief), terms=terms)
        case Brief(role=Role.DISTIL):
            return _distilling(brief, voice)
        case Brief():
            return _conversing(brief, voice)
        case _:
            assert_never(brief)


def _conversing(brief: Brief, voice: Voice) -> Letter:
    """The next turn of the phase's conversation, or the first one."""
    earlier = _earlier(brief, voice)
    base = earlier.prompt if earlier else Prompt(system=_system(brief), messages=(Message(role="user", content=(said(card(brief)),)),))
    told, shown = (earlier.told, earlier.shown) if earlier else ((), ())
    blocks = [] if earlier else [_opening(brief)]
    fresh = untold(brief, told)
    if earlier is not None and fresh:
        blocks.append(f"# What came of it\n{outcomes(fresh)}")
    files = [one for one in (brief.incumbent, brief.other) if one is not None]
    blocks += [standing(one) if one.iteration in shown else f"{standing(one)}\n{solution(one)}" for one in files]
    blocks.append(_TASKS[brief.role](brief))
    turn = Message(role="user", content=(said("\n\n".join(filter(None, blocks))),))
    return Letter(
        voice=voice,
        form=Form.CONTRIBUTION,
        prompt=Prompt(system=base.system, messages=extended(base.messages, turn)),
        terms=_terms(brief),
        told=(*told, *(attempt.iteration for attempt in fresh)),
        shown=tuple(sorted({*shown, *(one.iteration for one in files), *((brief.iteration,) if brief.iteration else ())})),
    )


def _earlier(brief: Brief, voice: Voice) -> Letter | None:
    """The conversation so far with its last reply; None where a new one has to begin."""
    if brief.earlier is None or len(brief.earlier.request) > _CONVERSATION_MAX:
        return None
    try:
        known, turns = decode(brief.earlier.request), decode_turns(brief.earlier.reply)
    except msgspec.MsgspecError:
        return None  # of another author, whose bytes are its own
    if known.voice != voice or known.form is not Form.CONTRIBUTION:
        return None
    messages = known.prompt.messages
    for message in turns.messages:
        messages = extended(messages, message)
    return msgspec.structs.replace(known, prompt=Prompt(system=known.prompt.system, messages=messages))


def _distilling(brief: Brief, voice: Voice) -> Letter:
    parts = [card(brief), f"# Its trials\n{outcomes(brief.history) or '(none)'}"]
    if brief.summaries:
        parts.append(f"# Its phases, summarised\n{summaries_text(brief.summaries)}")
    system = (distil.RULES, brief.guidance)
    return _alone(Form.LEARNINGS, voice, system, "\n\n".join([*parts, distil.task(brief)]), terms=_terms(brief))


def _alone(form: Form, voice: Voice, system: tuple[str, ...], text: str, *, terms: Terms) -> Letter:
    """A conversation of one turn."""
    prompt = Prompt(system=tuple(filter(None, system)), messages=(Message(role="user", content=(said(text),)),))
    return Letter(voice=voice, form=form, prompt=prompt, terms=terms)


def _system(brief: Brief) -> tuple[str, ...]:
    """The frozen beginning: equal for all runs of a domain in a round."""
    own = own_skills(brief)
    shared = tuple(loaded for loaded in brief.skills if loaded not in own)
    domain = f"# The domain {brief.competition.domain}\n\n{brief.guidance}\nKnown techniques: {', '.join(brief.techniques) or 'none'}."
    skills = (f"# Skills\n\n{skills_text(shared)}",) if shared else ()
    records = (f"# Track records\n\n{records_text(brief.records)}",) if brief.records else ()
    return (RULES, domain, *skills, *records)


def _opening(brief: Brief) -> str:
    """Where the run stands when a phase begins."""
    parts = [f"# Phase {brief.phase} begins"]
    if brief.summaries:
        parts.append(f"What earlier phases came to:\n{summaries_text(brief.summaries)}")
    if brief.history:
        parts.append(f"All trials so far:\n{outcomes(brief.history)}")
    if brief.plan is not None:
        parts.append(f"The plan of this phase:\n{plan_text(brief.plan)}")
    return "\n".join(parts)


def _is_slow(profile: Profile) -> bool:
    cells = profile.rows * (len(profile.columns) + 1)
    return profile.bytes > _SLOW_BYTES or cells > _SLOW_CELLS


def _terms(brief: Brief) -> Terms:
    return Terms(
        role=brief.role,
        credits=brief.role is Role.IMPROVE and not brief.escalated,
        iteration=brief.iteration,
        limits=brief.limits,
        ideas=brief.ideas,
        techniques=brief.techniques,
        skills={loaded.skill.id: loaded.skill.technique for loaded in brief.skills},
        parent=brief.incumbent.code if brief.incumbent else None,
        allowance=brief.allowance,
        slow=_is_slow(brief.profile),
        seed=brief.seed,
    )
