"""Who does things: an orchestrator, specialists, workers and the keeper of the log, each a plain class with Ray last.

In: commands, and the log folded up to now. Out: events in the log. Nothing that an actor holds is lost with it.
"""
