"""Variables that Ray reads once, when it is imported: they have to be set before `haste.actors.runtime` is loaded."""

import os
import secrets


def own_cluster() -> bool:
    """Whether a sweep starts a cluster of its own: no RAY_ADDRESS names one to join."""
    return not os.environ.get("RAY_ADDRESS")


def prepare() -> None:
    """Guard a cluster of our own by a token that only its processes know: nobody else on this machine gets in.

    Left unset, Ray would write a token file into the user's home. What the user has set stays.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    if own_cluster() and os.environ.setdefault("RAY_AUTH_MODE", "token") == "token" and "RAY_AUTH_TOKEN_PATH" not in os.environ:
        os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(32))
