"""A real worker for test_jobs.py: `DATABASE_URL SECONDS`.  Each ticket takes it that long; it tells when."""

import sys
import time
from datetime import UTC, datetime
from types import SimpleNamespace

from app.config.logs import configure_logs
from app.queue.kinds import RECONCILE
from app.store.engine import connect
from app.worker.run import run_worker


def say(words):
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main(database_url, seconds):
    configure_logs(log_format="json", level="error", secrets=())

    def reconcile_ticket(_bot, task_id):
        say(f"begun {task_id}")
        time.sleep(seconds)
        say(f"ended {task_id}")

    engine = connect(database_url)
    try:
        run_worker(
            SimpleNamespace(engine=engine, now=lambda: datetime.now(UTC)),
            concurrency=2,
            functions={RECONCILE: reconcile_ticket},
        )
    finally:
        engine.dispose()


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
