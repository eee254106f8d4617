"""Every error of HASTE. Each says what was expected, what was found, where, and what to do next.

HasteError
├── UseError                  the caller can mend it: a command line ends with exit code 2
│   ├── SlugError             a name is not a slug
│   ├── TargetError           a target names nothing that can be competed on
│   ├── CompetitionError      a competition's files do not fit together
│   ├── MetricError           no such metric, or it does not fit the answers
│   ├── SpecError             an adapter's spec cannot be read
│   ├── SweepNotFoundError    no sweep of that name, or none to resume
│   ├── SweepRunningError     another driver holds the sweep
│   ├── SkillNotFoundError    no skill of that name
│   ├── HomeError             the home cannot be used
│   └── AuthorError           a served language model refuses the key, the account or the model
├── LogError
│   ├── ExpectedVersionError  another writer was there first
│   ├── KeyReusedError        the same append key came with other bytes
│   ├── ForeignLogError       not a HASTE log, or one of a newer format
│   ├── CorruptLogError       stored bytes do not match their hash chain
│   └── BlobMissingError      a blob that an event names is not there, or was changed
├── SkillIndexError           the skill index can be neither read nor made anew
├── ReplayMismatchError       deciding again from the log gives something else than it holds
├── CodecError                bytes are not a known event, command or value
├── FencedError               this actor belongs to an earlier epoch of its sweep
├── UnavailableError          an actor or a task did not answer in time, or its process is gone
├── ActorFailedError          an actor or a task raised what nobody foresaw: a defect of HASTE
├── NoWallsError              no sandbox holds here for code of this author
├── SubmissionError           a submission does not fit; the host turns it into an event
├── ReplyError                a language model's reply cannot be used; its adapter asks again or makes it a failed call
└── TooFewFoldsError          a statistic needs more folds
"""


class HasteError(Exception):
    """Root of the tree: catching it catches everything that HASTE raises on purpose."""

    def __init__(self, *, expected: str, found: str, where: str, next_step: str) -> None:
        """Keep the four parts, and make one message of them."""
        super().__init__(f"{where}: expected {expected}, found {found}. {next_step}")
        self.expected = expected
        self.found = found
        self.where = where
        self.next_step = next_step

    def __reduce__(self) -> tuple[object, ...]:
        """Keep the parts when the error crosses a process."""
        return _rebuild, (type(self), self.args[0], self.__dict__)


def _rebuild(kind: type[HasteError], message: str, parts: dict[str, object]) -> HasteError:
    error = kind.__new__(kind)
    Exception.__init__(error, message)
    error.__dict__.update(parts)
    return error


class UseError(HasteError):
    """The caller can mend it."""


class SlugError(UseError):
    """A name is not a slug."""

    def __init__(self, *, what: str, found: str) -> None:
        """Say which kind of name it is."""
        super().__init__(
            expected="lower-case letters and digits, joined by single '-' or '_'",
            found=repr(found),
            where=f"name of a {what}",
            next_step="Rename it.",
        )


class TargetError(UseError):
    """A target names nothing that can be competed on."""


class CompetitionError(UseError):
    """A competition's files do not fit together."""


class MetricError(UseError):
    """No such metric, or it does not fit the answers."""


class SpecError(UseError):
    """An adapter's spec cannot be read."""


class SweepNotFoundError(UseError):
    """No sweep of that name, or none to resume."""


class SweepRunningError(UseError):
    """Another driver holds the sweep."""


class SkillNotFoundError(UseError):
    """No skill of that name."""


class HomeError(UseError):
    """The home cannot be used."""


class AuthorError(UseError):
    """A served language model refuses the key, the account or the model: no call can succeed until a person has mended it."""


class LogError(HasteError):
    """The log, or a blob that it names, refused."""


class ExpectedVersionError(LogError):
    """Another writer was there first."""

    def __init__(self, *, stream: str, expected: str, found: int) -> None:
        """Give both versions."""
        super().__init__(
            expected=f"version {expected}",
            found=f"version {found}",
            where=f"stream {stream!r}",
            next_step="Another writer was there first; read the stream again and decide anew.",
        )
        self.stream = stream
        self.version = found


class KeyReusedError(LogError):
    """The same append key came with other bytes."""


class ForeignLogError(LogError):
    """Not a HASTE log, or one of a newer format."""


class CorruptLogError(LogError):
    """Stored bytes do not match their hash chain."""


class BlobMissingError(LogError):
    """A blob that an event names is not there, or was changed."""


class SkillIndexError(HasteError):
    """The skill index can be neither read nor made anew."""


class ReplayMismatchError(HasteError):
    """Deciding again from the log gives something else than it holds. `position` is the first place that differs."""

    def __init__(self, *, position: int, expected: str, found: str, where: str, next_step: str) -> None:
        """Keep the position beside the four parts."""
        super().__init__(expected=expected, found=found, where=f"position {position}, {where}", next_step=next_step)
        self.position = position


class CodecError(HasteError):
    """Bytes are not a known event, command or value."""


class FencedError(HasteError):
    """This actor was replaced: another driver has taken its sweep over, or another worker has ended its run."""


class UnavailableError(HasteError):
    """An actor or a task did not answer in time, or its process is gone."""


class ActorFailedError(HasteError):
    """An actor or a task raised what nobody foresaw: a defect of HASTE, with its traceback."""


class NoWallsError(HasteError):
    """No sandbox holds here for code of this author."""


class SubmissionError(HasteError):
    """A submission does not fit. `reason` is a word of `haste.vocabulary.scales.Reason`."""

    def __init__(self, *, reason: str, expected: str, found: str, where: str, next_step: str) -> None:
        """Keep the reason beside the four parts."""
        super().__init__(expected=expected, found=found, where=where, next_step=next_step)
        self.reason = reason


class ReplyError(HasteError):
    """A language model's reply cannot be used. `reason` is a word of `haste.vocabulary.scales.Reason`."""

    def __init__(self, *, reason: str, expected: str, found: str, where: str, next_step: str) -> None:
        """Keep the reason beside the four parts."""
        super().__init__(expected=expected, found=found, where=where, next_step=next_step)
        self.reason = reason


class TooFewFoldsError(HasteError):
    """A statistic needs more folds."""
