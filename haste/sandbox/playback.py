"""What executions of a recorded sweep came to: no process is started, and nothing is measured.

The log holds how an execution was judged, so that is what is played back. A sandbox's own outcome is not recorded, and would have to be judged again.
"""

from collections.abc import Iterator

import msgspec

from haste.errors import ReplayMismatchError
from haste.events.run import ExecutionFinished, ExecutionStarted, ProposalMade, TrialReused
from haste.events.sweep import SandboxProbed
from haste.ports import BlobStore, Walls
from haste.projections.recording import Recording, execution_place
from haste.vocabulary.ids import BlobId, CompetitionId, Iteration, Position
from haste.vocabulary.judgement import ExecutionResult
from haste.vocabulary.scales import Stage

KIND = "playback"  # what a log says of the sandbox of a sweep whose executions are played back


class Executed(msgspec.Struct, frozen=True, kw_only=True):
    """One execution that had ended."""

    position: Position  # of the event that holds its result
    solution: BlobId
    seed: int | None  # None where its result was taken over from another run
    result: ExecutionResult


class Played(msgspec.Struct, frozen=True, kw_only=True):
    """The same with its payloads."""

    position: Position
    result: ExecutionResult
    printed: bytes
    predictions: bytes | None
    written: bytes | None = None


class RecordedExecutions:
    """Results by competition, trial, stage and fold.

    Args:
        recording: The sweep that is played back.
        blobs: Where what its executions printed and predicted is.
    """

    def __init__(self, recording: Recording, blobs: BlobStore) -> None:
        self._recording = recording
        self._blobs = blobs
        self._known = dict(executions(recording))

    def find(self, competition: CompetitionId, iteration: Iteration, stage: Stage, fold: int) -> Executed:
        """What was recorded of one execution.

        Raises:
            ReplayMismatchError: Nothing.
        """
        place = execution_place(competition, iteration, stage, fold)
        if place not in self._known:
            raise ReplayMismatchError(
                position=self._recording.end,
                expected="no further execution",
                found="one that was not recorded",
                where=place,
                next_step="Another number of executions is wanted than then: play back with the code and the data of that log.",
            )
        return self._known[place]

    def payloads(self, executed: Executed) -> Played:
        """What an execution printed and predicted, beside its result."""
        result = executed.result
        return Played(
            position=executed.position,
            result=result,
            printed=self._blobs.get(result.output) if result.output else b"",
            predictions=self._blobs.get(result.predictions) if result.predictions else None,
            written=self._blobs.get(result.written) if result.written else None,
        )

    def walls(self) -> Walls:
        """What held solutions back when they ran, as it was last seen."""
        probed = self._probed
        return Walls(sandbox=KIND, holds=True, walled=probed.walled, stops=probed.stops, misses=probed.misses)

    @property
    def cluster(self) -> tuple[int, float]:
        """Cores and devices that they were clipped to."""
        return self._probed.cluster_cpus, self._probed.cluster_gpus

    @property
    def _probed(self) -> SandboxProbed:
        return next(one.event for one in reversed(self._recording.events) if isinstance(one.event, SandboxProbed))


def executions(recording: Recording) -> Iterator[tuple[str, Executed]]:
    """All executions of a sweep that had ended, each with its place, by position."""
    solutions: dict[tuple[CompetitionId, Iteration], BlobId] = {}
    seeds: dict[str, int] = {}
    for recorded in recording.events:
        event = recorded.event
        match event:
            case ProposalMade():
                solutions[recording.competition(event), event.iteration] = event.proposal.solution.code
            case ExecutionStarted():
                seeds[execution_place(recording.competition(event), event.iteration, event.stage, event.fold)] = event.seed
            case ExecutionFinished() | TrialReused():
                competition = recording.competition(event)
                place = execution_place(competition, event.iteration, event.stage, event.fold)
                solution = solutions[competition, event.iteration]
                yield place, Executed(position=recorded.position, solution=solution, seed=seeds.get(place), result=event.result)
