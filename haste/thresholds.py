"""Every constant of a rule, with its reason: one frozen `Thresholds` per rule version, passed in as an argument."""

from dataclasses import dataclass, fields, replace


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """Constants of one rule version. Figures of the reasons: docs/experiments.md."""

    version: str

    # a run
    drafts: int = 3  # three fundamentally different approaches; a screen of one fold told a spread of up to 2.7x apart
    runner_up_divisor: int = 4  # the runner-up gets floor(rest / 4) of what the drafts left
    runner_up_trials_max: int = 6  # insurance against a wrong screening: each is a trial that the winner's line does not get
    winner_trials_max: int = 20  # chosen, not measured: stagnation is meant to end a branch well before
    escalate_after: int = 2  # consecutive refinements without gain
    debug_depth: int = 1  # repairs of one failed trial; a second failure is told to the author as history
    merge_trials_min: int = 8  # refinements from which on one is kept for a merge: with fewer the runner-up gets no two of its own
    phase_trials: int = 6  # of a phase after the drafts: as long as a plan, so that both policies are summed up equally often
    plan_headings: int = 3  # as many directions as there are drafts
    plan_ideas: int = 2  # in each direction: six trials until the next plan, which knows how they went
    stagnation_trials: int = 8  # consecutive refinements of one branch without gain; cold runs accept 17 % late, so 8 misses 1 in 4
    finalists: int = 2  # the winner's and the runner-up's line, each judged again on a fresh split
    ensemble_members: int = 3  # solutions of a run that are blended: each is fitted five times more on the fresh split, and once on all rows
    ensemble_parts: int = 6  # weights are found in so many steps: halves, thirds and sixths among them
    finalists_untested: bool = False  # the best mean and any blend of two are judged again without a test: the fresh split decides
    ensemble_candidates: int = 0  # that the members are taken from, rejected ones too; 0: the best accepted, as rules before 3 had it

    # folds
    folds: int = 5  # three let 5.7 % false accepts pass where five let 4.5 %
    folds_few: int = 3  # a fold costs too much for five
    folds_few_cells: int = 20_000_000  # rows x columns above which three folds are taken
    holdout_cells: int = 100_000_000  # above which one hold-out is taken
    folds_few_bytes: int = 50_000_000  # the same for bytes of text and media
    holdout_bytes: int = 500_000_000  # above which one hold-out is taken
    holdout_share: float = 0.2  # leaves as many rows to train on as one fold of five does
    windows_share_max: float = 0.6  # of the time that train.csv spans, for all windows together: the earliest fold still trains on two fifths of it
    window_share_min: float = 0.02  # of it, for one window: a test set of one day would leave folds of a handful of rows

    # acceptance: one-sided confidence that the lift is above 0, on overlap-corrected standard errors
    advance_confidence_folds: float = 0.83  # the mildest at which 5 in 100 useless changes pass on three folds; 4 on five; .72 let 9 pass
    advance_confidence_rows: float = 0.92  # row bootstrap of one hold-out: 5 in 100 useless changes pass; at .90 more than 5 did
    credit_confidence_folds: float = 0.90  # one-sided, overlap-corrected: of null proposals 3 in 100 pass
    credit_confidence_rows: float = 0.95  # row bootstrap of one hold-out: 5 in 100 null proposals pass at power .40; .90 let 10 pass
    dropped_confidence: float = 0.95  # one-sided: the error of a trial dropped early is widened as its t bound is against the normal one
    effect_scale_min: float = 0.01  # a parent that beats the best constant by less than 1 % of its score gives no scale for effects
    effect_confidence: float = 0.90  # of the two-sided bounds of an effect
    effect_prior_competitions: float = 0.5  # competitions of effect 0 that the prior is worth; the offline author's own weights shrink by 6
    race_looks: tuple[int, ...] = (1, 2, 3)  # folds after which a trailing proposal is dropped
    race_standard_errors: tuple[float, ...] = (1.3, 0.7, 0.2)  # below 0 after 1, 2, 3 folds, since late looks know more: few accepts are lost
    bootstrap_rounds: int = 400  # a standard error to about 4 % of itself

    # promotion
    learnings_max: int = 5  # of one run: the two to five that its source paper asks for
    probation_competitions: int = 1  # with a gain beyond the chance of all looks: of groups without effect 9 to 14 in 100 pass (docs/skills.md)
    proven_competitions: int = 2  # with a significant gain and none against it, to prove one
    global_domains: int = 2  # with a proven skill each, to put the technique on probation for all domains
    global_proven_domains: int = 3  # with a gain each, to prove it
    global_proven_competitions: int = 3  # or so many in each of two domains: one more than proved it there
    retire_uses: int = 3  # competitions elsewhere that judged it, or used it, without gain, to retire a skill on probation or a recipe
    separation_competitions: int = 2  # on each side of a condition: with one each, every number that differs at all would separate them
    recipe_gains: int = 2  # other competitions whose submission grew from a recipe, to prove it: by chance one draft in three is submitted
    words_copied: int = 12  # in a row, shared with a competition's description or rows: copied, not learned
    words_from_rows: bool = False  # whether rows count as well that authors were shown; rules before 3 looked at descriptions only
    names_respelled: bool = False  # "pub food reviews" and a technique's own name count too; before rules 4 names counted as they are written
    title_words: int = 1_000  # a title of so many words names its competition as its id does; before rules 3 none was so long
    words_alike: float = 0.90  # texts of 81 techniques come to 0.87 of each other, their copies without each tenth word to 0.90 in 99 of 100

    # executions
    attempts_max: int = 8  # of one execution whose node or supervising process was lost: more is a solution that kills nodes
    reserve_share: float = 0.25  # of a lease, for revalidation and full fit: eight trials of the tour spent a third, twenty spend less
    reserve_solutions: int = 0  # that the reserve is enough to judge again and to fit, by what the best one's folds took; before rules 5 none
    time_limit_min_s: float = 60.0  # what an execution gets however little time is left, so that a submission is still written
    memory_bytes: int = 4 * 1024**3  # two at once leave room for Ray and the host on a machine of 16 GiB
    time_limit_s: float = 900.0  # generous: agreement after a kill is promised for generous limits only
    sample_cells: int = 2_000_000  # rows x columns from which a model's first fold is preceded by a few rows: below, the fold itself takes seconds
    sample_bytes: int = 20_000_000  # the same for bytes of media
    sample_rows: int = 400  # of training rows in a sample; a quarter as many test rows

    # authors
    words_share: float = 0.1  # of a sweep's tokens and USD, kept from its runs: for the words of skills between rounds
    skills_max: int = 40  # learnings in a brief: about 7,000 tokens, a tenth of what a brief may hold; the offline author reads 12 of them
    recipes_max: int = 3  # in a brief, those of the most similar competitions: where the first cannot be made to fit there are others
    records_max: int = 60  # track records in a brief, those of the most competitions: two thirds of all known techniques, about 2,000 tokens
    context_tokens_max: int = 70_000  # of a brief: the peak that the caching of its source paper brought a context down to
    summaries_share: float = 0.2  # of it for the summaries of finished phases: twenty of 300 words each, before any two are folded into one


_SINCE_3 = Thresholds(
    version="rules@3",
    ensemble_candidates=10,  # runs of 12 trials have 4 to 11 that were judged on all folds
    words_from_rows=True,
    title_words=3,  # two words may well be a technique's
)
_SINCE_4 = replace(_SINCE_3, version="rules@4", names_respelled=True)
_SINCE_5 = replace(_SINCE_4, version="rules@5", reserve_solutions=4)  # the best one, and three members of an ensemble
RULES = {
    "rules@1": Thresholds(
        version="rules@1",
        advance_confidence_folds=0.72,
        advance_confidence_rows=0.975,
        credit_confidence_rows=0.90,
        race_looks=(1, 2),
        race_standard_errors=(1.0,),
    ),
    "rules@2": Thresholds(version="rules@2"),
    "rules@3": _SINCE_3,
    "rules@4": _SINCE_4,
    "rules@5": _SINCE_5,
    "rules@6": replace(_SINCE_5, version="rules@6", finalists_untested=True),
}
CURRENT = RULES["rules@6"]


def written(rules: Thresholds) -> dict[str, str]:
    """All constants of a rule as they are written in Python, by name: what a sweep begins with."""
    return {field.name: repr(getattr(rules, field.name)) for field in fields(rules) if field.name != "version"}
