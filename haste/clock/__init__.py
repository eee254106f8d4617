"""Where the time comes from: one adapter a file.

In: nothing. Out: nanoseconds since 1970-01-01 UTC, which become part of an event before anything is decided by them.
"""
