"""Reading what the hub publishes: page by page, each with its cursor in one transaction."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Final

from reviewer_app.content import frameworks
from reviewer_app.domain.errors import CancelledError, HubError, ReviewerError
from reviewer_app.domain.ports import Cancelled, UnitOfWork
from reviewer_app.protocol.api import ChangeItem
from reviewer_app.sync.client import HubClient
from reviewer_app.sync.transport import SAFE, HubProblemError

FEED: Final = "hub"
_MOST_PAGES: Final = 10_000
Units = Callable[[], AbstractContextManager[UnitOfWork]]


@dataclass
class FeedAccount:
    """What came: how many things were new, and what was wrong with those left out."""

    new: int = 0
    problems: list[str] = field(default_factory=list)


def pull(units: Units, client: HubClient, cancelled: Cancelled = lambda: False) -> FeedAccount:
    """Read the feed to its end. Interrupted anywhere, it goes on from the last whole page.

    A thing that is not sound is left out and named; kinds this version does not know are skipped.
    Raises HubError, CancelledError.
    """
    account = FeedAccount()
    with units() as unit:
        cursor = unit.delivery.cursor(FEED)
    restarted = False
    for _ in range(_MOST_PAGES):
        if cancelled():
            raise CancelledError
        try:
            page = client.changes(cursor)
        except HubProblemError as error:
            if error.problem.code != "cursor-expired" or restarted:
                raise
            cursor, restarted = "", True
            continue
        if page.more and page.next == cursor:
            break
        with units() as unit:
            for item in page.items:
                _apply(unit, item, account)
            unit.delivery.set_cursor(FEED, page.next)
        cursor = page.next
        if not page.more:
            return account
    raise HubError("The hub’s list does not come to an end.", SAFE, "Tell your hub’s keeper.")


def _apply(unit: UnitOfWork, item: ChangeItem, account: FeedAccount) -> None:
    if item.type != "framework" or item.deleted or item.data is None:
        return  # what is here stays: reviews may have pinned it
    name = f"{item.id} {item.version}"
    try:
        found = frameworks.from_dict(item.data, name)
        if (found.code, found.version, found.sha256) != (item.id, item.version, item.sha256):
            account.problems.append(f"{name}: its content is not what the hub’s list says.")
            return
        account.new += unit.documents.put(
            "framework", found.code, found.version, found.sha256, frameworks.to_dict(found)
        )
    except ReviewerError as error:
        account.problems.append(error.happened)
