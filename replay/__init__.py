"""Decides again from the log: compares two logs now; audits and what-ifs come with the skills that they are about.

In: logs, opened for reading. Out: the first disagreement, or none.
"""
