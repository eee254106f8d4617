"""What a specialist does where a phase begins or ends: a plan is asked for, or a summary; each stands in the log once."""

import asyncio
from collections.abc import Callable

import msgspec

from haste.actors.briefing import Briefing
from haste.actors.deciding import Writer
from haste.commands import ClosePhase, OpenPhase
from haste.decisions import phases
from haste.events.event import Event, Recorded
from haste.events.run import PhaseFinished, PhaseStarted
from haste.ports import BlobStore, Clock, LanguageModel
from haste.projections.run import RunState
from haste.vocabulary.brief import Brief, Call, Plan, Reply, Summary
from haste.vocabulary.ids import BlobId, Position, RunId

_encoder = msgspec.msgpack.Encoder(order="sorted")


class Chronicler:
    """Opens and closes the phases of runs.

    Args:
        open_run: Gives a writer that follows a run and its sweep.
        blobs: Requests and replies are stored before they are used.
        clock: The time that decisions carry.
        language_model: Plans and sums up.
        briefing: What it is asked with.
    """

    def __init__(
        self,
        *,
        open_run: Callable[[RunId], Writer[RunState]],
        blobs: BlobStore,
        clock: Clock,
        language_model: LanguageModel,
        briefing: Briefing,
    ) -> None:
        self._open_run = open_run
        self._blobs = blobs
        self._clock = clock
        self._language_model = language_model
        self._briefing = briefing

    async def begin(self, command: OpenPhase) -> tuple[Recorded, ...]:
        """Open a phase, once; its plan is asked for first where one is wanted."""
        writer = self._open_run(command.run)
        state = await writer.catch_up()
        if state.tree.active is not None or state.tree.phase != command.phase:
            return ()
        plan, request, reply, author, calls = None, None, None, "", tuple[Call, ...]()
        if command.ideas is not None:
            brief = await self._briefing.for_plan(state, command)
            answer, request, reply = await self._ask(brief)
            plan = phases.kept(answer.of(Plan), wanted=command.ideas, known=brief.techniques)
            author, calls = answer.author, answer.calls

        def begin(state: RunState, read_to: Position) -> tuple[Event, ...]:
            event = PhaseStarted(
                run=command.run,
                phase=command.phase,
                plan=plan,
                request=request,
                reply=reply,
                author=author,
                calls=calls,
                read_to=read_to,
                rule=state.rules.version,
                now=self._clock.now(),
            )
            return phases.begin(event, state.tree)

        return await writer.decide(begin)

    async def end(self, command: ClosePhase) -> tuple[Recorded, ...]:
        """Close the active phase, once, with what its author says that it came to."""
        writer = self._open_run(command.run)
        state = await writer.catch_up()
        if state.tree.active is None or state.tree.phase != command.phase:
            return ()
        answer, request, reply = await self._ask(await self._briefing.for_summary(state))

        def end(state: RunState, read_to: Position) -> tuple[Event, ...]:
            event = PhaseFinished(
                run=command.run,
                phase=command.phase,
                summary=answer.of(Summary),
                request=request,
                reply=reply,
                author=answer.author,
                calls=answer.calls,
                read_to=read_to,
                rule=state.rules.version,
                now=self._clock.now(),
            )
            return phases.end(event, state.tree)

        return await writer.decide(end)

    async def _ask(self, brief: Brief) -> tuple[Reply, BlobId, BlobId]:
        """The reply, with the blobs that hold request and reply."""
        request = self._language_model.request(brief)
        asked = await asyncio.to_thread(self._blobs.put, request.body)
        reply = await self._language_model.ask(request)
        return reply, asked, await asyncio.to_thread(self._blobs.put, _encoder.encode(reply))
