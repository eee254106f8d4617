"""What an execution may use besides its `Resources`: the same for every solution, whatever its author asked for."""

import msgspec


class Ceilings(msgspec.Struct, frozen=True, kw_only=True):
    """Limits that protect the host rather than the budget."""

    disk_bytes: int = 8 * 1024**3  # everything it has on disk at once; also the largest single file
    files: int = 200_000  # so that walking its folder stays cheap
    processes: int = 256  # beside the cpus granted: each may carry a pool of workers
    printed_bytes: int = 64 * 1024  # kept of what it prints, half from the start and half from the end


CEILINGS = Ceilings()
