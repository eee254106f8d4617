"""Puts a specialist's briefs together: what its domain knows, the skills that a run may see, and the run so far."""

import asyncio
from collections.abc import Callable

from haste.briefs.assemble import Knowledge, assemble, planning, summarising
from haste.commands import OpenPhase
from haste.ports import BlobStore
from haste.projections.run import RunState
from haste.vocabulary.brief import Brief, Remembered


class Briefing:
    """Reads blobs and asks the loading rule; what it makes is a function of the log.

    Args:
        blobs: Payloads that a run's events name.
        knowledge: Of the domain.
        remembered: What the loading rule lets a run see, from the inventory that its round froze.
    """

    def __init__(self, *, blobs: BlobStore, knowledge: Knowledge, remembered: Callable[[RunState], Remembered]) -> None:
        self._blobs = blobs
        self._knowledge = knowledge
        self._remembered = remembered

    async def for_trial(self, state: RunState) -> Brief:
        """The brief for the open trial."""
        remembered = await asyncio.to_thread(self._remembered, state)
        return await asyncio.to_thread(assemble, state, knowledge=self._knowledge, remembered=remembered, read=self._blobs.get)

    async def for_plan(self, state: RunState, command: OpenPhase) -> Brief:
        """The brief for the plan of the next phase."""
        remembered = await asyncio.to_thread(self._remembered, state)
        return await asyncio.to_thread(planning, state, command, knowledge=self._knowledge, remembered=remembered, read=self._blobs.get)

    async def for_summary(self, state: RunState) -> Brief:
        """The brief for the summary of the active phase."""
        return await asyncio.to_thread(summarising, state, knowledge=self._knowledge, read=self._blobs.get)
