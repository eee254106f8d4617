"""Step 1, the command: one file a command group, which parses, calls and prints.

In: what a person or a script typed. Out: a table or one JSON document on stdout, progress on stderr, an exit code.
"""
