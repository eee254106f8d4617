"""What a reader has to know of a setting, in a sentence: arms, memory, views, authors."""

from collections.abc import Iterable

from haste.vocabulary.scales import Arm, Comparison, Reason, Verdict, View, Warmth
from haste.vocabulary.skill import Condition

_ARMS: dict[str, str] = {
    Arm.TIERED: "briefs see skills of the global tier, of their domain and of their own competition",
    Arm.FLAT: "briefs see all skills, without scopes",
    Arm.NONE: "briefs see no skills",
    Arm.MATCHED: "briefs see all skills without scopes, cut to the size that tiers would have given",
    Arm.RANKED: "briefs see all skills without scopes, the largest effects first",
    Arm.GLOBAL_ONLY: "briefs see skills of the global tier only",
    Arm.DOMAIN_ONLY: "briefs see skills of their domain's tier only",
    Arm.RETRY: "briefs see no skills, and chance was drawn anew",
    Arm.SHUFFLED: "briefs see skills as under tiered, with effects and signs permuted over techniques: no knowledge is left in them",
}
_WARMTH: dict[str, str] = {
    Warmth.COLD: "it started with an empty memory and remembers only itself",
    Warmth.HOME: "it remembers all sweeps of its log",
    Warmth.IMPORTED: "it started with the skills and evidence of another log",
}
_VIEWS: dict[str, str] = {
    View.HIDDEN: "a fold's rows became the test set, without labels: no solution saw what it was scored on",
    View.HIDDEN_WITH_FILES: "as hidden, with other public files shown",
    View.DECLARED: "the solution wrote its own out-of-fold predictions: no evidence for any skill",
}


_REASONS: dict[str, str] = {
    Reason.NO_GAIN: "judged on all looks, and the gain was not believed",
    Reason.TRAILING: "dropped after a look, clearly behind its parent",
    Reason.FAILED: "one of its executions did not succeed",
    Reason.EXHAUSTED: "the author had nothing left to try; spends no trial",
}

_REFUSALS: dict[str, str] = {
    Verdict.SKIP: "not enough evidence",
    Verdict.COMPETITION: "stays where it was learned",
    Verdict.DOMAIN: "no new skill",
    Verdict.GLOBAL: "no new skill",
    Verdict.CONFLICT: "helps here and harms there",
}


def arm_words(arm: str) -> str:
    """What briefs see under an arm."""
    return _ARMS.get(arm, "")


def warmth_words(warm: str) -> str:
    """What a sweep remembers at its start."""
    return _WARMTH.get(warm, "")


def view_words(view: str) -> str:
    """What solutions see while they are judged."""
    return _VIEWS.get(view, "")


def author_words(language_model: str) -> str:
    """Who wrote the code, so that nobody takes one author's figures for another's."""
    if language_model == "offline":
        return "offline author: composes known techniques; no language model"
    return f"language model {language_model}"


def refusal_words(verdict: str) -> str:
    """Why the gate made no skill of a group, by its verdict."""
    return _REFUSALS.get(verdict, "")


def condition_words(conditions: Iterable[Condition]) -> str:
    """Where a skill holds, over the numbers of a profile."""
    return " and ".join(f"{one.field} {'≥' if one.comparison is Comparison.AT_LEAST else '<'} {one.value:.4g}" for one in conditions)


def reason_words(reason: str) -> str:
    """Why a trial was not accepted."""
    return _REASONS.get(reason, "")


ALL = (arm_words, condition_words, warmth_words, view_words, author_words, reason_words, refusal_words)
