"""A new skill of a wider tier, from the gate's judgement and an author's words, and the checks that the words have to pass."""

import re
from collections.abc import Iterable, Sequence

import msgspec

from haste.commands import ConsiderPromotion
from haste.decisions.naming import name
from haste.decisions.promotion import Judgement
from haste.events.skill import SkillAbstracted
from haste.projections.memory import Memory
from haste.thresholds import Thresholds
from haste.vocabulary.brief import Separation, Wording
from haste.vocabulary.ids import BlobId, CompetitionId, SkillId
from haste.vocabulary.scales import SkillKind, SkillState, Tier, Verdict
from haste.vocabulary.skill import NEW, Conditions, Consultation, Skill

_TITLE = re.compile(r"\A\s*#\s+(.+)")  # of a description


class Texts(msgspec.Struct, frozen=True, kw_only=True):
    """What authors could have copied from, of the competitions that judged a group."""

    descriptions: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()  # that were shown, as they stand in train.csv


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """What the language model said of a group that the gate let pass, and where it is kept."""

    wording: Wording
    texts: Texts  # nothing may be copied from them
    author: str
    request: BlobId
    reply: BlobId
    conditions: Conditions = ()  # of the skill that they are for


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """All that authors said for one decision of the gate."""

    words: tuple[Words, ...] = ()  # for each skill that it makes
    separation: Separation | None = None  # of a conflict
    asked: Consultation | None = None  # for the separation; None where nobody was asked

    def about(self, conditions: Conditions) -> Words | None:
        """The words of the skill that has these conditions."""
        return next((words for words in self.words if words.conditions == conditions), None)


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What goes into a new skill beside the judgement and the words."""

    named: tuple[Skill, ...]  # all skills that have a name already
    settled: Consultation | None = None  # how its condition was found, where it settles a conflict


def abstracted(command: ConsiderPromotion, judgement: Judgement, words: Words, draft: Draft, rules: Thresholds) -> SkillAbstracted:
    """The event that makes the skill.

    A conditioned skill begins on probation, however good its side looks: the condition was fitted to these very competitions.
    """
    assert judgement.effect is not None
    value = _skill(command, judgement, words, draft)
    return SkillAbstracted(
        skill=value.id,
        value=value,
        group=command.group,
        to=command.to,
        verdict=judgement.verdict,
        state=SkillState.PROBATION if judgement.conditions else judgement.state,
        effect=judgement.effect,
        sources=judgement.sources,
        supporting=judgement.supporting,
        sweep=command.sweep,
        request=words.request,
        reply=words.reply,
        settled=draft.settled,
        read_to=command.read_to,
        rule=rules.version,
        now=command.now,
    )


def passes(judgement: Judgement) -> bool:
    """Whether the gate's verdict makes a skill."""
    return judgement.verdict in (Verdict.DOMAIN, Verdict.GLOBAL)


def wrong_with(command: ConsiderPromotion, words: Words | None, memory: Memory, rules: Thresholds) -> str | None:
    """What is wrong with the words of a group; None where nothing is."""
    if words is None:
        return "nobody worded it"
    called = command.group.technique if command.group.technique.startswith(NEW) else ""
    return wrong_words(words.wording, _names(command, memory), words.texts, rules, called=called)


def texts_of(command: ConsiderPromotion, memory: Memory) -> tuple[tuple[BlobId, ...], tuple[BlobId, ...]]:
    """Where the texts are that authors could have copied from: descriptions, and rows, of the competitions that judged a group, by their names."""
    evidence = memory.evidence
    judged = sorted({one.competition for one in evidence.of(command.group)})
    descriptions, rows = (tuple(kind[name] for name in judged if name in kind) for kind in (evidence.descriptions, evidence.rows))
    return descriptions, rows


def wrong_words(wording: Wording, competitions: Iterable[CompetitionId], texts: Texts, rules: Thresholds, *, called: str = "") -> str | None:
    """What is wrong with the words of a skill that should hold beyond one competition; None where nothing is.

    Args:
        wording: The words.
        competitions: Ids that must not be named.
        texts: Nothing may be copied from them; a description's title must not be named either.
        rules: What counts as copied and as named.
        called: A technique's name that an author made.
    """
    said = f"{wording.title} {wording.when} {wording.when_not} {wording.instructions}".lower()
    for named in (*competitions, *_titles(texts.descriptions, rules)):
        if _names_it(f"{called} {said}" if rules.names_respelled else said, named.lower(), rules):
            return f"the words name a competition: {named}"
    runs = _runs_of_words(said, rules.words_copied)
    for text in (*texts.descriptions, *(texts.rows if rules.words_from_rows else ())):
        if runs & _runs_of_words(text.lower(), rules.words_copied):
            source = "description or rows" if rules.words_from_rows else "description"
            return f"the words share {rules.words_copied} in a row with a competition's {source}"
    return None if wording.title.strip() and wording.instructions.strip() else "the words are empty"


def _names_it(said: str, named: str, rules: Thresholds) -> bool:
    """Whether a name is said, however its parts are joined."""
    if not rules.names_respelled:
        return re.search(rf"\b{re.escape(named)}\b", said) is not None
    heard, name = (" ".join(re.findall(r"[^\W_]+", text)) for text in (said, named))
    return bool(name) and f" {name} " in f" {heard} "


def _names(command: ConsiderPromotion, memory: Memory) -> tuple[CompetitionId, ...]:
    """Competitions that the words must not name: all but one that is called like the technique or the domain itself."""
    own = (command.group.technique, command.group.domain)
    return tuple(name for name in memory.evidence.domains if name not in own)


def _skill(command: ConsiderPromotion, judgement: Judgement, words: Words, draft: Draft) -> Skill:
    unnamed = Skill(
        id=SkillId(""),
        tier=command.to,
        kind=SkillKind.LEARNING,
        domain=command.group.domain if command.to is Tier.DOMAIN else None,
        competition=None,
        technique=command.group.technique,
        title=words.wording.title,
        when=words.wording.when,
        when_not=words.wording.when_not,
        conditions=judgement.conditions,
        instructions=words.wording.instructions,
        sign=judgement.sign,
        author=words.author,
        sources=judgement.sources,
    )
    return msgspec.structs.replace(unnamed, id=name(unnamed, draft.named))


def _titles(texts: Sequence[str], rules: Thresholds) -> list[str]:
    titles = [found[1].strip() for text in texts if (found := _TITLE.match(text))]
    return [title for title in titles if len(title.split()) >= rules.title_words]


def _runs_of_words(text: str, length: int) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return {tuple(words[place : place + length]) for place in range(len(words) - length + 1)}
