"""What a specialist makes of what its workers did: learnings and a recipe when a run ends, skills of the next tier between rounds."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TypeAlias

import msgspec

from haste.actors.consulting import Consultant
from haste.actors.deciding import Writer
from haste.briefs import wording
from haste.briefs.assemble import Knowledge, distilling
from haste.commands import ConsiderPromotion, Consolidate, Distil
from haste.decisions import consolidation, learning, merging, recipes, reconciling
from haste.decisions.abstracting import Said, Texts, Words, texts_of
from haste.decisions.learning import Taught
from haste.decisions.promotion import Judgement
from haste.events.event import Event, Recorded
from haste.events.run import LearningsDistilled
from haste.ports import BlobStore, Clock, LanguageModel
from haste.projections.memory import Memory
from haste.projections.run import RunState
from haste.thresholds import RULES, Thresholds
from haste.vocabulary.brief import Learnings, Separation, Wording
from haste.vocabulary.ids import BlobId, Position, RunId, SweepId
from haste.vocabulary.scales import Tier
from haste.vocabulary.skill import Consultation

Rule: TypeAlias = Callable[[Consolidate, Memory, Thresholds], Sequence[Event]]


class Consolidator:
    """Distils runs, tidies up what is remembered, and promotes groups.

    Args:
        memory: Folds the whole log, as far as the sweep remembers, and appends to any stream.
        open_run: Gives a writer that follows a run and its sweep.
        blobs: Requests and replies are stored before they are used.
        clock: The time that decisions carry.
        language_model: Finds the words.
        knowledge: Of the specialist's domain.
    """

    def __init__(
        self,
        *,
        memory: Writer[Memory],
        open_run: Callable[[RunId], Writer[RunState]],
        blobs: BlobStore,
        clock: Clock,
        language_model: LanguageModel,
        knowledge: Knowledge,
    ) -> None:
        self._memory = memory
        self._open_run = open_run
        self._blobs = blobs
        self._clock = clock
        self._language_model = language_model
        self._knowledge = knowledge
        self._consultant = Consultant(memory=memory, blobs=blobs, clock=clock, language_model=language_model)

    async def distil(self, command: Distil) -> tuple[Recorded, ...]:
        """Ask what a run taught, once, and keep what is new, with the solution that it submitted, as skills of the competition tier."""
        state = await self._open_run(command.run).catch_up()
        if state.tree.distilled is not None or state.tree.profiled is None:
            return ()
        brief = await asyncio.to_thread(distilling, state, knowledge=self._knowledge, read=self._blobs.get)
        sweep = state.sweep.started.sweep if state.sweep.started else SweepId("")
        reply, asked, answered = await self._consultant.ask(self._language_model.request(brief), sweep)
        recipe = await asyncio.to_thread(recipes.recipe, state, self._blobs.get)

        def learn(memory: Memory, read_to: Position) -> tuple[Event, ...]:
            distilled = LearningsDistilled(
                run=command.run,
                request=asked,
                reply=answered,
                author=reply.author,
                calls=reply.calls,
                skills=(),
                read_to=read_to,
                rule=state.rules.version,
                now=self._clock.now(),
            )
            taught = Taught(competition=state.competition, learnings=reply.of(Learnings), recipe=recipe)
            return learning.learn(distilled, taught, memory, state.rules)

        return await self._memory.decide(lambda memory, read_to: () if command.run in memory.distilled else learn(memory, read_to))

    async def consolidate(self, command: Consolidate) -> tuple[Recorded, ...]:
        """Reconcile the techniques of a domain, then merge its duplicates, then judge its recipes.

        Where the sweep asks in batches, the words that the gate will want of the domain's groups are then asked for, all at once.
        """
        recorded: tuple[Recorded, ...] = ()
        for decide in (reconciling.decide, merging.decide, recipes.decide):
            recorded += await self._memory.decide(partial(self._by_rule, command, decide))
        return recorded + await self._words_ahead(command)

    def _by_rule(self, command: Consolidate, decide: Rule, memory: Memory, read_to: Position) -> Sequence[Event]:
        dated = msgspec.structs.replace(command, read_to=read_to, now=self._clock.now())
        return decide(dated, memory, RULES[memory.rules[command.sweep]])

    async def _words_ahead(self, command: Consolidate) -> tuple[Recorded, ...]:
        memory = await self._memory.catch_up()
        purse = memory.purses.of.get(command.sweep)
        if purse is None or not purse.batched:
            return ()
        rules = RULES[memory.rules[command.sweep]]
        to = Tier.GLOBAL if command.domain is None else Tier.DOMAIN
        groups = [ConsiderPromotion(sweep=command.sweep, group=group, to=to) for group in memory.evidence.groups(command.domain)]
        wanting = [(one, judgement) for one in groups for judgement in consolidation.wanting_words(one, memory, None, rules)]
        briefs = [wording.wording(one, judgement, memory, guidance=self._knowledge.guidance) for one, judgement in wanting]
        return await self._consultant.ahead(command.sweep, briefs)

    async def consider(self, command: ConsiderPromotion) -> tuple[Recorded, ...]:
        """Judge a group on the whole log as of now; where it passes, ask for the words and make the skill.

        What is appended between the judgement and the skill does not change it: replay folds to `read_to` too.
        """
        memory = await self._memory.catch_up()
        dated = msgspec.structs.replace(command, read_to=self._memory.follower.read_to, now=self._clock.now())
        rules = RULES[memory.rules[command.sweep]]
        said = await self._said(dated, memory, rules)
        events = consolidation.decide(dated, memory, said=said, rules=rules)
        return await self._memory.decide(lambda now, _: () if consolidation.superseded(events, now) else events)

    async def _said(self, command: ConsiderPromotion, memory: Memory, rules: Thresholds) -> Said:
        """What a decision needs from the author: a condition where a conflict may be settled, and words for what is made."""
        said = Said()
        conflict = consolidation.conflict(command, memory, rules)
        if conflict is not None:
            brief = wording.conflict(command, conflict, memory, guidance=self._knowledge.guidance)
            reply, asked, answered = await self._consultant.consult(command.sweep, brief)
            said = Said(separation=reply.of(Separation), asked=Consultation(request=asked, reply=answered))
        wanting = consolidation.wanting_words(command, memory, said.separation, rules)
        words = [await self._words(command, judgement, memory) for judgement in wanting]
        return msgspec.structs.replace(said, words=tuple(one for one in words if one is not None))

    async def _words(self, command: ConsiderPromotion, judgement: Judgement, memory: Memory) -> Words | None:
        brief = wording.wording(command, judgement, memory, guidance=self._knowledge.guidance)
        reply, asked, answered = await self._consultant.consult(command.sweep, brief)
        worded = reply.of(Wording)
        if worded is None:
            return None
        descriptions, rows = [await self._texts(blobs) for blobs in texts_of(command, memory)]
        return Words(
            wording=worded,
            texts=Texts(descriptions=descriptions, rows=rows),
            author=reply.author,
            request=asked,
            reply=answered,
            conditions=judgement.conditions,
        )

    async def _texts(self, blobs: Iterable[BlobId]) -> tuple[str, ...]:
        texts = await asyncio.gather(*(asyncio.to_thread(self._blobs.get, blob) for blob in blobs))
        return tuple(text.decode() for text in texts)
