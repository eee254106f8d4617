"""A sweep as one page for a browser: no network, no script, light and dark, narrow and wide, on paper too.

In: the log and the sweep's document. Out: one HTML text. Drawings are SVG made by pure functions; templates escape whatever they print.
"""
