"""Closed sets of words. A domain, a technique and a metric are open sets and hence validated slugs instead."""

from enum import StrEnum


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
    METRIC_UNDEFINED = "metric_undefined"
    NO_WALLS = "no_walls"  # model-written code, and no sandbox holds here
    BUDGET_SPENT = "budget_spent"
    # a proposal
    NO_GAIN = "no_gain"  # judged on all looks, and the rule did not accept it
    TRAILING = "trailing"  # dropped after a look: its running mean lay clearly below its parent's
    FAILED = "failed"  # one of its executions did not succeed
    EXHAUSTED = "exhausted"  # the author has nothing left to try here
    # a run
    NO_VALID_SOLUTION = "no_valid_solution"
    BAD_COMPETITION = "bad_competition"  # its files do not fit together; the message says where


class AnswerForm(StrEnum):
    """What the answer columns of a submission hold."""

    VALUE = "value"  # numbers
    LABEL = "label"  # one of the labels seen in training
    PROBABILITY = "probability"  # one column: probability of the positive class, in [0, 1]
    CLASS_PROBABILITIES = "class_probabilities"  # one column a class, in [0, 1]


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


class View(StrEnum):
    """What a solution sees while it is judged."""

    HIDDEN = "hidden"  # the fold's rows are the test set, without labels
    HIDDEN_WITH_FILES = "hidden-with-files"  # the same, and other public files are shown
    DECLARED = "declared"  # the solution writes out-of-fold predictions itself


class Role(StrEnum):
    """What a language model is asked for."""

    DRAFT = "draft"
    IMPROVE = "improve"
    DEBUG = "debug"
    DISTIL = "distil"
    ABSTRACT = "abstract"


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


class Warmth(StrEnum):
    """Whose events a sweep remembers when it starts."""

    COLD = "cold"  # its own
    HOME = "home"  # those of all sweeps of its log


class Verdict(StrEnum):
    """What the gate said of a group."""

    SKIP = "skip"  # not enough evidence for anything
    COMPETITION = "competition"  # stays where it was learned
    DOMAIN = "domain"
    GLOBAL = "global"
    CONFLICT = "conflict"  # helps here and harms there
