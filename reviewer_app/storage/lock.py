"""One program at a time holds a profile (architecture.md 4.11)."""

from filelock import FileLock, Timeout

from reviewer_app.domain.errors import AlreadyOpenError
from reviewer_app.domain.ports import ProfilePaths
from reviewer_app.storage.files import sort_os_error


class ProfileLock:
    """Held from opening to closing; the system lets go of it when the program dies."""

    def __init__(self, paths: ProfilePaths) -> None:
        """Take the lock. Raises AlreadyOpenError, ReadOnlyError."""
        # jobs of the window's lanes run on threads that Python forgets between two jobs
        self._lock = FileLock(paths.lock, timeout=0, mode=0o600, thread_local=False)
        try:
            self._lock.acquire()
        except Timeout as error:
            raise AlreadyOpenError(
                "Your notes are open in another window.",
                "Nothing was changed.",
                "Close it, or go on there.",
            ) from error
        except OSError as error:
            raise sort_os_error(error, paths.folder) from error

    def release(self) -> None:
        """Let go."""
        self._lock.release()
