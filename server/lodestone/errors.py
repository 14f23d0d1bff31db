"""The errors that Lodestone raises, each saying what was wrong, where, and what to do.

LodestoneError
├── UsageError            what was asked for cannot be asked for
│   ├── QueryError        a SPARQL request that does not follow the standard
│   ├── ParameterError    a value that a stored query does not take
│   ├── MediaTypeError    a body of a kind that is not understood
│   ├── NotAcceptableError  an answer of a kind that is not on offer
│   ├── ForbiddenError    something that is switched off here
│   ├── AuthenticationError  a write without the right token
│   ├── ConflictError     a write that expects another version than there is
│   ├── TooLargeError     a request or a result that is larger than it may be
│   ├── DeadlineError     a query that takes longer than it may
│   ├── ResourceError     a query that needs more memory or stack than it may
│   └── NotFoundError     a name that nothing here bears
├── FaultError            the knowledge is at fault: a person has to mend a file
│   ├── DocumentError     a document that cannot be read
│   ├── RuleError         an extraction rule that cannot be used
│   ├── CandidateError    a candidate or decision that does not hold
│   ├── InconsistentError the ontology and the statements contradict each other
│   └── ValidationError   shapes or checks found violations
└── WorldError            the machine is at fault: disk, port, Java, time
    ├── BusyError         too much is asked at one time
    ├── DiskError         the disk is full, or nearly
    ├── ModelError        a language model's endpoint that refuses
    └── SnapshotError     a snapshot is missing, damaged or locked
"""


class LodestoneError(Exception):
    """The root of all errors that are written for the person who reads them."""


class UsageError(LodestoneError):
    """What was asked for cannot be asked for."""


class QueryError(UsageError):
    """A SPARQL request that does not follow the standard."""


class ParameterError(UsageError):
    """A value that a stored query does not take."""


class MediaTypeError(UsageError):
    """A body of a kind that is not understood."""


class NotAcceptableError(UsageError):
    """An answer was asked for of a kind that is not on offer."""


class ForbiddenError(UsageError):
    """Something that is switched off here."""


class AuthenticationError(UsageError):
    """A write without the right token."""


class ConflictError(UsageError):
    """A write that expects another version than there is."""


class TooLargeError(UsageError):
    """A request or a result that is larger than it may be."""


class DeadlineError(UsageError):
    """A query that takes longer than it may."""


class ResourceError(UsageError):
    """A query that needs more memory or stack than it may."""


class NotFoundError(UsageError):
    """A name that nothing here bears."""


class FaultError(LodestoneError):
    """The knowledge is at fault: a person has to mend a file."""


class DocumentError(FaultError):
    """A document that cannot be read."""


class RuleError(FaultError):
    """An extraction rule that cannot be used.

    `part` is the text of the rule that is at fault, and the offset in it.
    """

    def __init__(self, message: str, part: tuple[str, int] | None = None) -> None:
        super().__init__(message)
        self.part = part


class CandidateError(FaultError):
    """A candidate or a decision that does not hold."""


class InconsistentError(FaultError):
    """The ontology and the statements contradict each other; `reasons` are what shows it."""

    def __init__(self, message: str, reasons: list[str] | tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.reasons = tuple(reasons)


class ValidationError(FaultError):
    """Shapes or checks found violations."""


class WorldError(LodestoneError):
    """The machine is at fault: disk, port, Java, time."""


class BusyError(WorldError):
    """Too much is asked at one time."""


class DiskError(WorldError):
    """The disk is full, or nearly."""


class ModelError(WorldError):
    """A language model's endpoint refuses what it is asked."""


class SnapshotError(WorldError):
    """A snapshot is missing, damaged or locked."""
