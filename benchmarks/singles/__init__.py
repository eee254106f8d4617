"""Every technique by itself: what it changes in a domain's own drafts, so that not only those have an effect that a search tried.

In: competitions. Out: a trial for each technique that fits a draft, as `benchmarks.effects` reads them. `python -m benchmarks.singles` makes them.
"""
