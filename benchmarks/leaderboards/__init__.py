"""Makes the leaderboards of the bundled competitions: honest teams, before HASTE competes.

In: prepared competitions, private answers apart. Out: a private score for each team, best first. `python -m benchmarks.leaderboards` writes them.
"""
