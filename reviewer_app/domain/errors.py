"""Things that go wrong and that a person can act on.

Every error says what happened, what is safe and what to do (``interface.md``, "Words on
screen"). Anything that is not a ReviewerError is a bug and reaches the crash dialog.
"""


class ReviewerError(Exception):
    """An expected problem, worded for the screen.

    Args:
        happened: what happened, a whole sentence.
        safe: what is safe, a whole sentence or empty.
        action: what to do, a whole sentence or empty.
    """

    def __init__(self, happened: str, safe: str = "", action: str = "") -> None:
        self.happened, self.safe, self.action = happened, safe, action
        super().__init__(" ".join(part for part in (happened, safe, action) if part))


class WrongPassphraseError(ReviewerError):
    """The passphrase, PIN or recovery code does not open the vault.

    ``wait_seconds`` is how long the next try is held back.
    """

    def __init__(
        self,
        happened: str,
        wait_seconds: float = 0.0,
        action: str = "Check capital letters and try again.",
    ) -> None:
        self.wait_seconds = wait_seconds
        super().__init__(happened, "Nothing was changed.", action)


class SecretStoreError(ReviewerError):
    """The computer's key store is missing, locked, or not one to trust."""


class DamagedError(ReviewerError):
    """A file of ours fails its checks."""


class NewerDataError(ReviewerError):
    """The data was made by a newer version of the program."""


class AlreadyOpenError(ReviewerError):
    """Another window or command holds this profile."""


class DiskFullError(ReviewerError):
    """The disk has no room for a write."""


class ReadOnlyError(ReviewerError):
    """The folder or file cannot be written."""


class StorageBusyError(ReviewerError):
    """The database could not be reached in time."""


class ContentError(ReviewerError):
    """A framework, form type, brand or template file breaks its rules.

    ``file``, ``line`` (1-based, 0 unknown) and ``field`` (such as ``areas[2].title``) say where.
    """

    def __init__(self, file: str, line: int, field: str, problem: str) -> None:
        self.file, self.line, self.field, self.problem = file, line, field, problem
        where = f"{file}, line {line}" if line else file
        at = f" ({field})" if field else ""
        super().__init__(
            f"{where}{at}: {problem}", "Nothing was imported.", "Correct the file and try again."
        )


class RegisterError(ReviewerError):
    """The school register file as a whole cannot be read."""


class NotReadyError(ReviewerError):
    """A step is barred; ``gaps`` says what is missing, each with a door (domain.review.Gap)."""

    def __init__(self, happened: str, gaps: tuple[object, ...]) -> None:
        self.gaps = gaps
        super().__init__(happened, "Nothing was changed.", "Open each line of the list to mend it.")


class FinalError(ReviewerError):
    """The review is final: it can be read and superseded, never edited."""


class CancelledError(ReviewerError):
    """The person stopped a long piece of work; ``safe`` says what became of its beginning."""

    def __init__(self, safe: str = "Nothing was changed.") -> None:
        super().__init__("Stopped.", safe)


class HubError(ReviewerError):
    """The hub could not do what was asked.

    ``retry`` is ``now``, ``later``, ``after-auth`` or ``never`` (sync.md 3).
    """

    def __init__(
        self, happened: str, safe: str = "", action: str = "", retry: str = "later"
    ) -> None:
        self.retry = retry
        super().__init__(happened, safe, action)


class HubUnreachableError(HubError):
    """No answer that can be authenticated: off, cut, captive portal, another hub."""


class InvitationError(HubError):
    """The invitation is used, expired, damaged or for another hub."""

    def __init__(self, happened: str, safe: str = "", action: str = "") -> None:
        super().__init__(happened, safe, action, retry="never")


class TooLongError(ReviewerError):
    """A text is longer than one op may carry (64 KiB)."""
