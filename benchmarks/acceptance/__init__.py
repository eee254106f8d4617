"""How often the acceptance rules are wrong, and how often right, measured on refits of real solutions on real rows.

In: bundled competitions, whose training rows are drawn apart into few to work with and many to find the truth on. Out: scores of solutions, a line
for each unit and metric, and the tables of docs/evaluation.md.
"""
