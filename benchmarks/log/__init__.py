"""How fast the event log is, beside `eventsourcing` on the same events, in one run and in turns.

In: nothing. Out: a table of ratios, each the median of rounds in which both sides did the same work one after the other.
"""
