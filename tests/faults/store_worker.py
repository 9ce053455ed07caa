"""Runs the store's kill worker in a process forked from a warm one: a start costs little."""

import multiprocessing
import os
import sys
from multiprocessing.connection import Connection

from tests.storage import kill_worker

WARM = ("tests.faults.store_worker",)


def warm() -> multiprocessing.context.ForkServerContext:
    """Return the context whose processes come from one that has imported everything."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(WARM))
    return context


def work(to_parent: Connection, folder: str, start: int, early: bool) -> None:
    """Commit and acknowledge until killed; ``early`` is the planted fault."""
    sys.stdout = os.fdopen(os.dup(to_parent.fileno()), "w")
    sys.argv = ["kill_worker", folder, str(start)]
    if early:
        _acknowledge_early()
    kill_worker.main()


def _acknowledge_early() -> None:
    """Say what the coming commit would be acknowledged with before it is made."""
    from reviewer_app.storage.drafts import SqlDrafts

    put = SqlDrafts.put

    def put_and_say(self, draft):
        put(self, draft)
        print(f"draft {draft.field[1:]}", flush=True)

    SqlDrafts.put = put_and_say
