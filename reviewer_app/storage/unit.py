"""One transaction as services see it: port ``UnitOfWork``."""

from functools import cached_property

from reviewer_app.storage.blobs import SqlBlobs
from reviewer_app.storage.delivery import SqlDelivery
from reviewer_app.storage.documents import SqlDocuments, SqlSettings
from reviewer_app.storage.drafts import SqlDrafts
from reviewer_app.storage.oplog import SqlOpLog
from reviewer_app.storage.schools import SqlSchools
from reviewer_app.storage.search import SqlSearch
from reviewer_app.storage.segments import SqlSegments
from reviewer_app.storage.work import Work


class SqlUnitOfWork:
    """Port ``UnitOfWork``; its parts are made when first asked for."""

    def __init__(self, work: Work) -> None:
        self._work = work

    @cached_property
    def log(self) -> SqlOpLog:
        """Return the op log."""
        return SqlOpLog(self._work)

    @cached_property
    def drafts(self) -> SqlDrafts:
        """Return the drafts."""
        return SqlDrafts(self._work.connection)

    @cached_property
    def schools(self) -> SqlSchools:
        """Return the school register."""
        return SqlSchools(self._work.connection)

    @cached_property
    def documents(self) -> SqlDocuments:
        """Return authored things."""
        return SqlDocuments(self._work.connection)

    @property
    def blobs(self) -> SqlBlobs:
        """Return the large things; each ``put`` is committed at once."""
        return self._work.blobs

    @cached_property
    def delivery(self) -> SqlDelivery:
        """Return what goes to the hub."""
        return SqlDelivery(self._work)

    @cached_property
    def settings(self) -> SqlSettings:
        """Return small values."""
        return SqlSettings(self._work.connection)

    @cached_property
    def search(self) -> SqlSearch:
        """Return the full-text search."""
        return SqlSearch(self._work.connection)

    @cached_property
    def segments(self) -> SqlSegments:
        """Return the signed runs of ops."""
        return SqlSegments(self._work)
