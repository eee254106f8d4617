"""Which step next, when a phase begins and ends, and when to stop: pure choices over the search tree.

In: ChooseStep and what the run has tried. Out: a Step, a command that opens or closes a phase, or a Stop with its reason.
"""
