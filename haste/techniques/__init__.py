"""What the offline author can write, one file each.

In: a task (a competition and its profile) and a blueprint. Out: a blueprint with one atomic change, and, rendered, a standalone solution.
`images`, `waves`, `copies`, `features`, `models`, `targets`, `answers` and `settings` hold techniques, `networks` the networks of three of them;
`scaffold` holds what every solution is built around.
The functions in these folders are the solution's own code: they are checked and tested here and copied into each solution that uses them.
"""
