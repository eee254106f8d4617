"""Host-owned evaluation: the step between a sandboxed execution and the decision about it.

In: a `Competition` value, its public folder, a `Split`, and a submission's bytes. Out: views for the sandbox, scores, lifts.
Labels of held-out rows stay on this side; a solution never sees those that it is scored on.
"""
