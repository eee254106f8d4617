"""Where a solution runs: one process behind walls, watched by a keeper that ends it and everything that it started.

In: a `haste.ports.Execution`, Python source and the folder that it may read. Out: a `haste.ports.Outcome`, and nothing left alive or on disk.

Each adapter builds an `Enclosure` (a command line); `supervising` does the rest the same way for all of them. What each adapter claims to stop and
what it misses are names of `haste.sandbox.claims.ATTACKS`; tests/contracts/test_sandbox.py attacks every adapter and holds it to both lists.
"""
