"""Randomness, derived: the same sweep seed gives the same chance everywhere, in any order and on any node."""

import hashlib


def derive(sweep_seed: int, competition: str, iteration: int, purpose: str) -> int:
    """Seed for one purpose, from names only: no id, version, position, attempt or time goes in.

    Args:
        sweep_seed: The sweep's seed, any integer.
        competition: Id of the competition.
        iteration: Number of the trial in its run, or of the round outside a run.
        purpose: What the chance is for, for example "split".

    Returns:
        An integer in [0, 2**32).

    >>> derive(0, "leaf", 1, "split") == derive(0, "leaf", 1, "split")
    True
    """
    text = f"{sweep_seed}\x1f{competition}\x1f{iteration}\x1f{purpose}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")


def of_executions(sweep_seed: int, competition: str) -> int:
    """$SEED of all executions of a run, and what its solutions take where nothing is set: pairs differ by their code alone.

    Args:
        sweep_seed: The sweep's seed, any integer.
        competition: Id of the competition.
    """
    return derive(sweep_seed, competition, 0, "execution")
