"""Decides again from the log: how a skill came about, and whether two logs agree.

In: logs and blobs, opened for reading. Out: the chain of causes with what differs, or the first disagreement.
"""
