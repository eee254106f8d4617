"""Turns a run's state into a brief, the brief into a reply, and the reply into a proposal. A specialist alone asks the language model."""

import asyncio
from collections.abc import Callable

import msgspec

from haste.actors.briefing import Briefing
from haste.actors.consolidating import Consolidator
from haste.actors.deciding import Writer
from haste.actors.phasing import Chronicler
from haste.briefs.tokens import estimated_tokens
from haste.commands import ClosePhase, Command, ConsiderPromotion, Consolidate, Distil, OpenPhase, Propose
from haste.errors import CodecError
from haste.events.event import Recorded
from haste.events.run import BriefPrepared, ProposalMade, ReplyReceived
from haste.ports import BlobStore, LanguageModel
from haste.projections.run import RunState
from haste.vocabulary.brief import Reply, Request, Suggestion
from haste.vocabulary.ids import Iteration, RunId
from haste.vocabulary.scales import Operator
from haste.vocabulary.solution import Proposal, Solution

_encoder = msgspec.msgpack.Encoder(order="sorted")
_reply = msgspec.msgpack.Decoder(Reply)


class Specialist:
    """Proposes for the runs of its domain.

    Args:
        open_run: Gives a writer that follows a run and its sweep.
        blobs: Payloads: requests and replies are stored before they are used.
        language_model: The author.
        briefing: Puts its briefs together.
        chronicler: Opens and closes phases.
        consolidator: Distils and promotes.
    """

    def __init__(
        self,
        *,
        open_run: Callable[[RunId], Writer[RunState]],
        blobs: BlobStore,
        language_model: LanguageModel,
        briefing: Briefing,
        chronicler: Chronicler,
        consolidator: Consolidator,
    ) -> None:
        self._open_run = open_run
        self._blobs = blobs
        self._language_model = language_model
        self._briefing = briefing
        self._chronicler = chronicler
        self._consolidator = consolidator

    async def ask(self, command: Command) -> tuple[Recorded, ...]:
        """Answer Propose, OpenPhase, ClosePhase, Distil, Consolidate or ConsiderPromotion.

        Returns:
            The events appended now; nothing where all of them were in the log before.
        """
        match command:
            case Propose():
                return await self._make(command)
            case OpenPhase():
                return await self._chronicler.begin(command)
            case ClosePhase():
                return await self._chronicler.end(command)
            case Distil():
                return await self._consolidator.distil(command)
            case Consolidate():
                return await self._consolidator.consolidate(command)
            case ConsiderPromotion():
                return await self._consolidator.consider(command)
            case _:
                expected = "Propose, OpenPhase, ClosePhase, Distil, Consolidate or ConsiderPromotion"
                raise CodecError(expected=expected, found=type(command).__name__, where="specialist", next_step="Ask another actor.")

    async def _make(self, command: Propose) -> tuple[Recorded, ...]:
        """A proposal for the step that was chosen, or a reply that says that there is none."""
        writer = self._open_run(command.run)
        request, prepared = await self._prepare(writer, command.iteration)
        reply, received = await self._receive(writer, command.iteration, request)
        made = await self._propose(writer, command.iteration, reply)
        return (*prepared, *received, *made)

    async def _prepare(self, writer: Writer[RunState], iteration: Iteration) -> tuple[Request, tuple[Recorded, ...]]:
        """The request for this trial, stored and in the log: always made anew, because it is a function of the log."""
        state = await writer.catch_up()
        brief = await self._briefing.for_trial(state)
        request = self._language_model.request(brief)
        blob = await asyncio.to_thread(self._blobs.put, request.body)
        event = BriefPrepared(
            run=state.run,
            iteration=iteration,
            role=brief.role,
            request=blob,
            context_tokens=estimated_tokens(request.body),
            skills=tuple(loaded.skill.id for loaded in brief.skills),
        )
        return request, await writer.decide(lambda state, _: () if state.tree.trial(iteration).request else (event,))

    async def _receive(self, writer: Writer[RunState], iteration: Iteration, request: Request) -> tuple[Reply, tuple[Recorded, ...]]:
        """The reply from the log, or from the language model and then in the log."""
        state = await writer.catch_up()
        if (known := state.tree.trial(iteration).reply) is not None:
            return _reply.decode(await asyncio.to_thread(self._blobs.get, known)), ()
        reply = await self._language_model.ask(request)
        blob = await asyncio.to_thread(self._blobs.put, _encoder.encode(reply))
        event = ReplyReceived(
            run=state.run,
            iteration=iteration,
            reply=blob,
            author=reply.author,
            suggests=reply.of(Suggestion) is not None,
            calls=reply.calls,
        )
        recorded = await writer.decide(lambda state, _: () if state.tree.trial(iteration).reply else (event,))
        return (reply, recorded) if recorded else await self._receive(writer, iteration, request)

    async def _propose(self, writer: Writer[RunState], iteration: Iteration, reply: Reply) -> tuple[Recorded, ...]:
        suggestion = reply.of(Suggestion)
        if suggestion is None:
            return ()
        solution = await asyncio.to_thread(self._store, suggestion)
        state = await writer.catch_up()
        step = state.tree.trial(iteration).step
        bundle = step.escalated or step.operator is Operator.MERGE
        event = ProposalMade(
            run=state.run,
            iteration=iteration,
            proposal=Proposal(
                step=step,
                solution=solution,
                cause=None if bundle else suggestion.cause,
                also=(suggestion.cause, *suggestion.also) if bundle and suggestion.cause else suggestion.also,
                skills=suggestion.skills,
                title=suggestion.title,
                author=reply.author,
            ),
        )
        return await writer.decide(lambda state, _: () if state.tree.trial(iteration).proposal else (event,))

    def _store(self, suggestion: Suggestion) -> Solution:
        blueprint = self._blobs.put(suggestion.blueprint) if suggestion.blueprint else None
        return Solution(code=self._blobs.put(suggestion.code.encode()), blueprint=blueprint, resources=suggestion.resources)
