"""A kind of data, and what is known about competing on it."""

import msgspec


class Approach(msgspec.Struct, frozen=True, kw_only=True):
    """One way to start, unlike the others of its domain at the root."""

    name: str
    variants: tuple[tuple[str, ...], ...]  # the usual one first: slugs of techniques, applied in order to an empty solution where they fit


class Domain(msgspec.Struct, frozen=True, kw_only=True):
    """What a specialist starts with."""

    slug: str
    guidance: str  # for a language model, and for people
    approaches: tuple[Approach, ...]  # at least three; the lightest on time and memory comes first
