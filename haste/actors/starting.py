"""Starts Ray as a sweep does, only to see whether it starts and what it finds."""

import ray

from haste.actors.runtime import started_ray


def cluster_resources() -> dict[str, float]:
    """What Ray found: cores, memory in bytes, and GPUs where there are any.

    Raises:
        UnavailableError: It does not start.
    """
    with started_ray(namespace="haste-doctor"):
        found: dict[str, float] = ray.cluster_resources()  # type: ignore[no-untyped-call]  # Ray gives it no types
    return {name: float(found[name]) for name in ("CPU", "GPU", "memory") if name in found}
