"""What every solution is built around: reading, joining columns, labels, writing.

In: the competition's files. Out: the submission. Each function is copied into the solutions that call it.
"""
