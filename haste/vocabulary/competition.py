"""What is competed on: the competition, its metric, what its data look like, and how its rows are split."""

import msgspec

from haste.vocabulary.ids import CompetitionId
from haste.vocabulary.scales import AnswerForm, ColumnKind, Direction, SplitKind, TargetKind, View


class Metric(msgspec.Struct, frozen=True, kw_only=True):
    """A metric as everybody but the scorer needs it: its name, which way it improves, and its bounds."""

    name: str  # canonical slug of the registry in haste.evaluation.metrics
    direction: Direction
    lower: float | None = None  # smallest score there can be, in the metric's unit; None is unbounded
    upper: float | None = None


class Relation(msgspec.Struct, frozen=True, kw_only=True):
    """How test.csv relates to train.csv; a split has to do the same."""

    kind: SplitKind = SplitKind.RANDOM
    column: str = ""  # of the groups or times; "" where kind is random
    steps: int = 0  # different groups or times among the labelled training rows; 0 where kind is random
    horizon: float = 0.0  # steps of test.csv over those of train.csv; 0 where kind is random or grouped
    stratified: bool | None = None  # what a person said; None: as the target asks for
    because: str = ""  # what was seen, or who said so


class Withheld(msgspec.Struct, frozen=True, kw_only=True):
    """A file of the public folder that no fold shows."""

    path: str  # from the public folder
    because: str


class OtherFiles(msgspec.Struct, frozen=True, kw_only=True):
    """Files of the public folder beside the tables, the description and the media of rows. Paths are from that folder."""

    shown: tuple[str, ...] = ()  # in every fold's input
    withheld: tuple[Withheld, ...] = ()
    keyed: bool = False  # a file that is shown goes by the ids of rows, so that a fold has to keep them


class Competition(msgspec.Struct, frozen=True, kw_only=True):
    """What a run needs to know of a competition, private answers excluded: no field leads to them."""

    id: CompetitionId
    name: str
    domain: str  # the owner: one slug of haste.domains
    also: tuple[str, ...] = ()  # other domains whose skills are loaded too
    metric: Metric
    form: AnswerForm
    id_column: str
    target: tuple[str, ...]  # columns of train.csv that are predicted
    answer_columns: tuple[str, ...]  # columns of a submission beside the id, in order
    classes: tuple[str, ...] = ()  # the labels as text, sorted; for CLASS_PROBABILITIES in the order of answer_columns
    media: str = ""  # "" is none; "id": train/<id><suffix> and test/<id><suffix>; else the column whose values are paths from the public folder
    view: View = View.HIDDEN
    files: OtherFiles = OtherFiles()
    split: Relation | None = None  # what a person said of it; None: as the profile finds it
    public: str  # absolute path of the public folder on the node that prepared it
    digest: str  # SHA-256 over names and contents of the public folder, 64 hex digits

    @property
    def shares_id_column(self) -> str:
        """What the id column is called beside a column for each class: a label may be its namesake, as Indonesian is among codes of languages."""
        name = self.id_column
        while name in self.classes:
            name += "_"
        return name


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """One column of train.csv, by statistics only: never a value of a row."""

    name: str
    kind: ColumnKind
    missing: float  # share of rows without a value, in [0, 1]
    distinct: int  # number of different values among the rows that have one
    in_test: bool
    words: float = 0.0  # mean number of words in a value; text only
    skew: float = 0.0  # sample skewness, no unit; numeric only
    lower: float | None = None  # smallest and largest value; numeric only
    upper: float | None = None


class MediaProfile(msgspec.Struct, frozen=True, kw_only=True):
    """The files that belong to rows, by statistics of their headers only."""

    kind: str = "image"  # or "signal": sounds, and what sensors measured
    files: int  # of train and test together
    bytes: int  # size of all of them
    width: int = 0  # pixels, the median over files; 0 for signals
    height: int = 0  # the same
    channels: int  # values a pixel or a moment, the median: 1 is grey or mono, 3 are colours, 4 are colours with a fourth band or transparency
    samples: int = 0  # of a channel, the median over files; 0 for images
    samples_max: int = 0  # of the longest file
    rate: float = 0.0  # samples a second, the median over files that say so; 0 where none does, and for images
    same_size: bool  # whether width, height, samples, rate and channels are those of every file
    suffix: str  # what follows the id, or ends every path, for example ".png"; "" where files differ in it, or where ids hold it themselves


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """Measurements of one channel in columns of their own, which are named by a running number: before + number + after."""

    before: str
    after: str = ""
    samples: int  # number of columns


class Timeline(msgspec.Struct, frozen=True, kw_only=True):
    """Rows as series in time: one value of the target for each step of each series."""

    time: str  # column of the points in time; it may be the id column
    spelling: str  # how they are written: a format of strptime, ISO8601, weeks, quarters; "" is plain numbers
    unit: str  # that steps are counted in: seconds, months or numbers
    step: float  # units from one point in time to the next; 0 where there is no rhythm: then points count by their order
    keys: tuple[str, ...] = ()  # columns whose values together name a series; () is one series
    series: int = 1  # different ones in train.csv
    steps: int  # from the first to the last of train.csv
    horizon: int  # steps from the last known value to the row of test.csv that lies furthest from it, the largest over series that train.csv knows
    regular: float = 1.0  # share of neighbours in train.csv that lie one step apart
    new: float = 0.0  # share of rows of test.csv whose series train.csv does not know


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """What the host found in the data without any training. Skills state their conditions over these fields."""

    rows: int
    test_rows: int
    bytes: int  # size of the public folder
    columns: tuple[Column, ...]  # features only: neither id nor target nor paths of media, and only what test.csv has too
    target: Column
    target_kind: TargetKind
    classes: int = 0  # number of classes; 0 for regression
    rarest_class: float = 0.0  # share of rows of the rarest class, in [0, 1]; 0 for regression
    duplicates: float = 0.0  # share of training rows whose features stand in another training row too
    media: MediaProfile | None = None
    series: tuple[Series, ...] = ()  # numbered columns that hold a signal, a channel each
    relation: Relation = Relation()
    leaks: tuple[str, ...] = ()  # columns that tell the target by themselves, the id among them: too good to be features of a fair competition
    timeline: Timeline | None = None  # where the competition is a forecast and its rows are series in time
    flags: bool = False  # whether each of several targets holds 0 or 1: several labels at once
    pixels: bool | msgspec.UnsetType = msgspec.UNSET  # where answers are declared: whether they are the pixels of images. Unset leaves no byte


class Split(msgspec.Struct, frozen=True, kw_only=True):
    """How training rows become folds. Fixed once per competition, before the first execution."""

    kind: SplitKind = SplitKind.RANDOM
    column: str = ""  # of train.csv, with groups or times; "" where kind is random
    folds: int  # number of folds; 1 is a single hold-out
    holdout: float | None = None  # share held out, in (0, 1): of the rows where folds is 1, of the steps of time for each fold where kind is later
    stratified: bool = False
    seed: int
