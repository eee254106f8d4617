"""Authors: whoever turns a brief into a solution.

In: a brief. Out: a reply with a suggestion, its raw bytes, and what each call cost.
"""
