"""Folds that answer questions: (state, event) -> state, total over all events, redone from the log at any time.

In: events in order. Out: frozen states. Nothing here decides, and nothing reads a file or a clock.
"""
