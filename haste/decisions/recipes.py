"""Recipes: the solution that a run submitted, as a skill, and what becomes of it by the drafts that were made after it."""

from collections.abc import Callable

from haste.commands import Consolidate
from haste.events.skill import SkillProven, SkillRetired
from haste.projections.memory import Memory
from haste.projections.run import RunState
from haste.projections.search_tree import Trial
from haste.projections.skill_tiers import Entry
from haste.thresholds import Thresholds
from haste.vocabulary.competition import Profile
from haste.vocabulary.ids import BlobId, SkillId
from haste.vocabulary.scales import Sign, SkillKind, SkillState, Tier
from haste.vocabulary.skill import NEW, Skill, is_technique

_NAMED_MAX = 8  # techniques in the title


def recipe(state: RunState, read: Callable[[BlobId], bytes]) -> Skill | None:
    """The solution that a run submitted, of an ensemble its best member, as a skill without an id; None where it submitted nothing.

    The words are the host's: techniques, sizes and scores, and no competition's name.

    Args:
        state: The run, with its submission chosen.
        read: Gives the bytes of a blob that an event of this run names.
    """
    submitted, profiled = state.tree.submitted, state.tree.profiled
    proposal = state.tree.trial(submitted.iteration).proposal if submitted else None
    if submitted is None or profiled is None or proposal is None:
        return None
    competition = state.competition
    line = _line(state, submitted.iteration)
    used = [slug for slug in _techniques(line) if slug != competition.id]
    blueprint = proposal.solution.blueprint
    return Skill(
        id=SkillId(""),
        tier=Tier.COMPETITION,
        kind=SkillKind.RECIPE,
        domain=competition.domain,
        competition=competition.id,
        technique="-".join(("recipe", *_drafted(line, used))),
        title=f"A whole solution: {', '.join(used[:_NAMED_MAX]) or 'see its code'}",
        when=_when(profiled.profile, competition.domain),
        when_not="Its columns are those of another table: what is not there has to go.",
        instructions=_instructions(state, line),
        code=read(proposal.solution.code).decode(),
        blueprint=read(blueprint) if blueprint else b"",
        sign=Sign.HELPS,
        author=proposal.author,
    )


def decide(command: Consolidate, memory: Memory, rules: Thresholds) -> tuple[SkillProven | SkillRetired, ...]:
    """What the recipes of a domain have become by their uses in other competitions: proven, retired, or nothing new."""
    live = [entry for entry in memory.tiers.live() if entry.skill.kind is SkillKind.RECIPE and entry.skill.domain == command.domain]
    return tuple(event for entry in live if (event := _judged(command, entry, memory, rules)) is not None)


def _judged(command: Consolidate, entry: Entry, memory: Memory, rules: Thresholds) -> SkillProven | SkillRetired | None:
    skill = entry.skill
    uses = [use for use in memory.uses.of(skill.id) if use.competition != skill.competition]
    used, gained = {use.competition for use in uses}, {use.competition for use in uses if use.gained}
    if entry.state is SkillState.LEARNED and len(gained) >= rules.recipe_gains:
        because = f"submissions grew from it in {len(gained)} of {len(used)} other competitions"
        return SkillProven(skill=skill.id, because=because, effect=None, read_to=command.read_to, rule=rules.version, now=command.now)
    if len(used) < rules.retire_uses or gained or entry.pinned:
        return None
    because = f"drafted from in {len(used)} competitions elsewhere, without gain in any"
    return SkillRetired(skill=skill.id, because=because, by=rules.version, effect=None, read_to=command.read_to, rule=rules.version, now=command.now)


def _line(state: RunState, iteration: int) -> tuple[Trial, ...]:
    """The submitted trial with the accepted ones before it on its branch, the draft first."""
    submitted = state.tree.trials[iteration - 1]
    return tuple(
        trial for trial in state.tree.line(submitted.branch) if trial.iteration <= submitted.iteration and (trial.sound or trial is submitted)
    )


def _techniques(line: tuple[Trial, ...]) -> tuple[str, ...]:
    """Techniques of the draft and of the accepted changes, in order, each once."""
    named = (slug for trial in line if trial.proposal for slug in (trial.proposal.cause, *trial.proposal.also))
    return tuple(dict.fromkeys(slug for slug in named if slug is not None and is_technique(slug)))


def _drafted(line: tuple[Trial, ...], used: list[str]) -> tuple[str, ...]:
    """The last technique of the draft, which tells approaches apart; nothing where it names none."""
    named = [slug for slug in _techniques(line[:1]) if slug in used]
    return (named[-1].removeprefix(NEW),) if named else ()


def _when(profile: Profile, domain: str) -> str:
    return f"Competitions of the {domain} domain with a {profile.target_kind} target, about {profile.rows} rows and {len(profile.columns)} columns."


def _instructions(state: RunState, line: tuple[Trial, ...]) -> str:
    causes = [trial.proposal.cause for trial in line[1:] if trial.proposal and trial.proposal.cause]
    grown = f"It grew from its draft by {', '.join(causes)}." if causes else "It is a draft that nothing improved."
    return f"Start from this solution: it won its run. {grown} {_scored(state)}"


def _scored(state: RunState) -> str:
    submitted, profiled = state.tree.submitted, state.tree.profiled
    assert submitted is not None
    assert profiled is not None
    metric = state.competition.metric
    zero = "unknown" if profiled.dummy_score is None else f"{profiled.dummy_score:.6g}"
    fresh = state.tree.fresh(submitted.iteration)
    if fresh is None:
        return f"It was not judged on a fresh split; the best constant answers score {zero} ({metric.name}, {metric.direction})."
    return f"On a fresh split it scored {fresh:.6g}, the best constant answers {zero} ({metric.name}, {metric.direction})."
