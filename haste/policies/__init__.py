"""Which step next, and when to stop: pure choices over the search tree.

In: ChooseStep and what the run has tried. Out: a Step, or a Stop with its reason.
"""
