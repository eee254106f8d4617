"""How HASTE stands on each bundled competition, beside what it takes to win a medal there.

In: documents of `haste ablate --json`. Out: a row for each competition. `python -m benchmarks.results` writes it.
"""
