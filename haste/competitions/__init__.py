"""Reads what can be competed on: bundled sets, folders in the house's layout, a person's own tables.

In: targets as a person types them. Out: `Competition` values, profiles, and - after a run has ended - its grade.
"""
