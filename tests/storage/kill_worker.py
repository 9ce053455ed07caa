"""A process to be killed: commits, then says so on standard output. Nothing else is said.

    python -m tests.storage.kill_worker FOLDER START [draft|write|mixed]

Each line is an acknowledgement, printed only after the commit returned:
``draft N`` (draft of field ``fN`` with the value ``words N``), ``op N`` (note ``eN`` with the focus
``words N`` and, in the same transaction, an outbox entry ``blob eN``). It goes on until killed.
"""

import itertools
import sys
from pathlib import Path

from reviewer_app.domain.ports import Draft, Edit
from tests.storage.profiles import begin_review, make, reopen


def main() -> None:
    folder, start = Path(sys.argv[1]), int(sys.argv[2])
    mode = sys.argv[3] if len(sys.argv) > 3 else "mixed"
    store = reopen(folder) if (folder / "vault.json").exists() else make(folder)
    begin_review(store)
    print("ready", flush=True)
    for n in itertools.count(start):
        if mode != "write":
            with store.unit() as unit:
                now = store._clock.now()
                unit.drafts.put(Draft("r1", "evidence", "typing", f"f{n}", f"words {n}", now))
            print(f"draft {n}", flush=True)
        if mode != "draft":
            with store.unit() as unit:
                unit.log.write("r1", [Edit("evidence", f"e{n}", "focus", f"words {n}")])
                unit.delivery.enqueue("blob", "r1", f"e{n}")
            print(f"op {n}", flush=True)


if __name__ == "__main__":
    main()
