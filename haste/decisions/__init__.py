"""(command, state) -> events: every verdict, pure, so that it can be made again from the log.

In: a command that carries the clock and `read_to`, and a projection folded to there. Out: events, or none.
"""
