"""Labels that differ in case or in blanks alone: a person may not have meant them as different."""

from collections.abc import Collection


def remarks(classes: Collection[str]) -> tuple[str, ...]:
    """A sentence that names them, where there are any; they stay different labels.

    >>> remarks(["No", "Yes", "yes "])
    ("labels that differ in case or blanks alone: 'Yes', 'yes '; they count as different, so spell them alike where they are not",)
    """
    alike: dict[str, list[str]] = {}
    for label in classes:
        alike.setdefault(" ".join(label.casefold().split()), []).append(label)
    groups = [", ".join(map(repr, group)) for group in alike.values() if len(group) > 1]
    if not groups:
        return ()
    named = "; ".join(groups[:3]) + (f"; and {len(groups) - 3} more groups" if len(groups) > 3 else "")
    return (f"labels that differ in case or blanks alone: {named}; they count as different, so spell them alike where they are not",)
