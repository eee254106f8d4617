"""What ways to choose the next technique would have gained, replayed on recorded trials.

In: homes with logs. Out: a table with a row for each way. `python -m benchmarks.choosing` writes it.
"""
