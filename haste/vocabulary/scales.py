"""Closed sets of words. A domain, a technique and a metric are open sets and hence validated slugs instead."""

from enum import StrEnum

from haste.vocabulary.ids import SweepId


class Direction(StrEnum):
    """Which way a metric improves."""

    MAXIMIZE = "maximize"
    MINIMIZE = "minimize"

    @property
    def sign(self) -> float:
        """Factor that makes higher better: 1 or -1, no unit."""
        return 1.0 if self is Direction.MAXIMIZE else -1.0


class Operator(StrEnum):
    """How a proposal was made."""

    DRAFT = "draft"
    IMPROVE = "improve"
    DEBUG = "debug"
    MERGE = "merge"


class Stage(StrEnum):
    """What one execution is for, cheapest first."""

    SAMPLE = "sample"  # a few rows: does it run at all, and is its submission well formed?
    FOLD = "fold"
    REVALIDATION = "revalidation"
    FULL = "full"


class Status(StrEnum):
    """How an execution ended."""

    SUCCEEDED = "succeeded"
    CRASHED = "crashed"
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    INVALID = "invalid"
    REFUSED = "refused"


class Reason(StrEnum):
    """Why something did not succeed. A closed list: every failure has one, and an author can act on each."""

    # an execution
    EXCEPTION = "exception"  # the process ended with a traceback or a non-zero exit code
    KILLED = "killed"  # a signal from outside the process ended it
    NODE_LOST = "node_lost"  # the machine or the Ray process that supervised it went away
    WALL_LIMIT = "wall_limit"
    CPU_LIMIT = "cpu_limit"
    MEMORY_LIMIT = "memory_limit"
    DISK_LIMIT = "disk_limit"
    SYNTAX = "syntax"  # the solution does not parse
    NO_SUBMISSION = "no_submission"
    NOT_A_FILE = "not_a_file"  # a link, a FIFO, a device or a folder stands where the submission should
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    WRONG_COLUMNS = "wrong_columns"
    WRONG_ROWS = "wrong_rows"  # ids missing, doubled or unknown
    NOT_A_NUMBER = "not_a_number"  # a number is missing or not finite
    OUT_OF_RANGE = "out_of_range"  # for example a probability below 0, or a negative value under a log metric
    UNKNOWN_LABEL = "unknown_label"
    NOT_A_MASK = "not_a_mask"  # not pairs of whole numbers, or runs that overlap
    METRIC_UNDEFINED = "metric_undefined"
    PLACEHOLDER = "placeholder"  # the sample submission itself, number for number
    HARD_CODED = "hard_coded"  # the file names rows of test.csv by their ids
    NO_WALLS = "no_walls"  # model-written code, and no sandbox holds here
    BUDGET_SPENT = "budget_spent"
    # a call of a language model
    REFUSAL = "refusal"  # the model declined; it may do so for benign work
    CUT_OFF = "cut_off"  # the reply ran into its limit of tokens
    CONTEXT_FULL = "context_full"  # the prompt is longer than the model reads
    EMPTY_REPLY = "empty_reply"  # no text in it
    PROSE = "prose"  # text that is not JSON
    WRONG_FORM = "wrong_form"  # JSON that the reply's form does not allow
    EDITS = "edits"  # edits that do not fit the file that they are for
    BAD_REQUEST = "bad_request"  # the server did not take the request
    KEY_REFUSED = "key_refused"
    SPEND_LIMIT = "spend_limit"  # of the account; BUDGET_SPENT is the sweep's own
    RATE_LIMIT = "rate_limit"
    OVERLOADED = "overloaded"
    SERVER_ERROR = "server_error"
    UNREACHABLE = "unreachable"  # no connection
    BROKEN_STREAM = "broken_stream"  # the connection ended in the midst of a reply
    # a proposal
    NO_GAIN = "no_gain"  # judged on all looks, and the rule did not accept it
    TRAILING = "trailing"  # dropped after a look: its running mean lay clearly below its parent's
    FAILED = "failed"  # one of its executions did not succeed
    EXHAUSTED = "exhausted"  # the author has nothing left to try here
    # a run
    NO_VALID_SOLUTION = "no_valid_solution"
    BAD_COMPETITION = "bad_competition"  # its files do not fit together; the message says where


class Suspect(StrEnum):
    """What looks wrong about a solution that ran. A mark for whoever reads it: scores are measured on labels that no solution can see."""

    FIT_BEFORE_SPLIT = "fit_before_split"  # its own validation rows helped to fit what they were judged with
    TARGET_IN_FEATURES = "target_in_features"  # a model is fitted on rows that still hold the target
    ID_IN_FEATURES = "id_in_features"  # the same for the id
    TEST_ROWS_IN_TRAIN = "test_rows_in_train"  # a model is fitted with targets on rows of both files
    UNUSED_INPUT = "unused_input"  # train.csv or test.csv is never read
    NETWORK = "network"  # it reaches for one; a sandbox has none
    CONSTANT = "constant"  # the same answer for every row
    SAME_EVERYWHERE = "same_everywhere"  # row for row the answers of another fold: they depend on nothing
    PERFECT = "perfect"  # the best score there is, which real data hardly ever allow


class AnswerForm(StrEnum):
    """What the answer columns of a submission hold."""

    VALUE = "value"  # numbers
    LABEL = "label"  # one of the labels seen in training
    PROBABILITY = "probability"  # one column: probability of the positive class, in [0, 1]
    CLASS_PROBABILITIES = "class_probabilities"  # one column a class, in [0, 1]
    RANKED_LABELS = "ranked_labels"  # labels seen in training, best first, with blanks between them
    MASK = "mask"  # pixels of an image as `start length` pairs, counted from 1; empty is no pixel
    TEXT = "text"  # any text


class Blend(StrEnum):
    """How the answers of several solutions become one."""

    MEANS = "means"  # weighted means of numbers
    LOGARITHMS = "logarithms"  # weighted means of log(1 + number), where the metric measures there
    RANKS = "ranks"  # weighted means of ranks as shares of the rows, where only the order of rows counts
    SHARES = "shares"  # weighted means of class probabilities that sum to 1
    VOTES = "votes"  # the label with the largest sum of weights
    LIKELIEST = "likeliest"  # the label with the largest weighted mean of class shares; a solution that wrote none is sure of its label
    POINTS = "points"  # labels by the sum of weight / place


class TargetKind(StrEnum):
    """What is predicted."""

    BINARY = "binary"
    MULTICLASS = "multiclass"
    REGRESSION = "regression"


class ColumnKind(StrEnum):
    """What a column of train.csv holds, by its contents and not by its name."""

    NUMERIC = "numeric"
    CATEGORICAL = "categorical"
    TEXT = "text"
    DATE = "date"
    IDENTIFIER = "identifier"  # a different value in nearly every row and no order or words in it
    CONSTANT = "constant"


class SplitKind(StrEnum):
    """How rows were told apart into train and test, and hence how a split tells training rows apart."""

    RANDOM = "random"
    GROUPED = "grouped"  # rows of one group stay together: no group of test.csv stands in train.csv
    LATER = "later"  # what is held out lies after all that is trained on
    INTERLEAVED = "interleaved"  # stretches of time are held out between those that are trained on


class View(StrEnum):
    """What a solution sees while it is judged."""

    HIDDEN = "hidden"  # the fold's rows are the test set, without labels
    HIDDEN_WITH_FILES = "hidden-with-files"  # the same, and other public files are shown
    DECLARED = "declared"  # the solution writes out-of-fold predictions itself


class Role(StrEnum):
    """What a language model is asked for."""

    PLAN = "plan"  # a few directions with suggestions in each, before a phase
    DRAFT = "draft"
    IMPROVE = "improve"
    DEBUG = "debug"
    MERGE = "merge"
    SUMMARISE = "summarise"  # what a finished phase tried, adopted and gave up
    DISTIL = "distil"
    ABSTRACT = "abstract"
    RECONCILE = "reconcile"  # the condition that separates where a technique helps from where it harms


class SweepState(StrEnum):
    """Where a sweep stands, as a command line tells it."""

    RUNNING = "running"
    INTERRUPTED = "interrupted"
    FAILED = "failed"
    FINISHED = "finished"


class Medal(StrEnum):
    """Final standing of a submission among the teams of a leaderboard."""

    GOLD = "gold"
    SILVER = "silver"
    BRONZE = "bronze"


class Tier(StrEnum):
    """Scope of a skill, coupled to the level of agent that loads it."""

    COMPETITION = "competition"
    DOMAIN = "domain"
    GLOBAL = "global"


class SkillKind(StrEnum):
    """What a skill holds."""

    LEARNING = "learning"  # one technique, and what it did
    RECIPE = "recipe"  # a whole solution that won


class SkillState(StrEnum):
    """How sure a skill is."""

    LEARNED = "learned"  # competition tier only: nothing was gated
    PROBATION = "probation"  # loaded, and marked
    PROVEN = "proven"
    RETIRED = "retired"  # not loaded; can be restored


class Sign(StrEnum):
    """Whether the technique of a skill helped or harmed where it was judged."""

    HELPS = "helps"
    HARMS = "harms"

    @property
    def factor(self) -> float:
        """1 or -1: what an effect is multiplied by, so that the gate judges both signs by one rule."""
        return 1.0 if self is Sign.HELPS else -1.0


class Comparison(StrEnum):
    """How a condition compares a field of the profile with its value."""

    AT_LEAST = "at_least"
    BELOW = "below"


class Arm(StrEnum):
    """Which skills a sweep's briefs may see: an ablation's setting."""

    TIERED = "tiered"  # global, the domain's, the competition's own
    FLAT = "flat"  # all, without scopes
    NONE = "none"
    MATCHED = "matched"  # flat, cut to the size of tiered
    RANKED = "ranked"  # no scopes, by effect
    GLOBAL_ONLY = "global_only"  # of tiered, the global tier
    DOMAIN_ONLY = "domain_only"  # of tiered, the tier of the competition's domains
    RETRY = "retry"  # no skills, a second attempt: chance is drawn anew
    SHUFFLED = "shuffled"  # tiered, with effects and signs permuted over techniques: what is left is no knowledge


class Warmth(StrEnum):
    """Whose events a sweep remembers when it starts."""

    COLD = "cold"  # its own
    HOME = "home"  # those of all sweeps of its log
    IMPORTED = "imported"  # its own, and the skills and evidence of another log that it began with

    def only(self, sweep: SweepId) -> SweepId | None:
        """The sweep whose events count; None for those of all."""
        return None if self is Warmth.HOME else sweep


class Verdict(StrEnum):
    """What the gate said of a group."""

    SKIP = "skip"  # not enough evidence for anything
    COMPETITION = "competition"  # stays where it was learned
    DOMAIN = "domain"
    GLOBAL = "global"
    CONFLICT = "conflict"  # helps here and harms there
