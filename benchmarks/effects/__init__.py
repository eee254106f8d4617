"""What each technique is worth, over the runs of one or several logs.

In: homes with logs. Out: a page with a row for each technique, and the candidates for removal. `python -m benchmarks.effects` writes it.
"""
