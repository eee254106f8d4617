"""What people read: tables, pages and plots, made from projections and blobs and never from actors.

In: folded state, or the catalogue itself. Out: text that a test can compare.
"""
