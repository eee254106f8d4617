"""Policies by name, as `--policy` and SweepStarted have them."""

from haste.errors import UseError
from haste.policies import plan, refine
from haste.policies.moves import Policy

POLICIES: dict[str, Policy] = {"plan": plan.choose, "refine": refine.choose}


def find(name: str) -> Policy:
    """The policy of that name.

    Raises:
        UseError: There is none.
    """
    try:
        return POLICIES[name]
    except KeyError as error:
        raise UseError(
            expected=f"one of {', '.join(POLICIES)}",
            found=repr(name),
            where="name of a policy",
            next_step="Correct the name, or add the policy (docs/adding/policy.md).",
        ) from error
