"""What ways to make an ensemble would have brought, on the recorded predictions of runs.

In: homes with logs, blobs and views. Out: a table with a row for each way. `python -m benchmarks.ensembles` writes it.
"""
