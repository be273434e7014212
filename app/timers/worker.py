"""`lianban worker`: one node that fires timers and sends messages for a cluster on PostgreSQL."""

from __future__ import annotations

from app import desk
from app.errors import NotReady
from app.settings import Settings
from app.store.database import Database
from app.store.migrate import migrate
from app.timers import cluster
from app.timers.clock import Clock
from app.timers.delivery import Delivery, senders
from app.timers.firing import Firing
from app.timers.metrics import Figures
from app.timers.queue_schema import QUEUE, lay

CONCURRENCY = 4
POLL_SECONDS = 0.5


def run(settings: Settings) -> None:
    """Work until SIGINT or SIGTERM.  Raises NotReady: the database is not PostgreSQL."""
    if not settings.url.startswith("postgresql"):
        raise NotReady(
            "a worker needs PostgreSQL; on SQLite `serve` fires the timers itself",
            "worker需要PostgreSQL数据库;使用SQLite时由serve自行处理计时",
        )
    database = Database.open(settings.url)
    try:
        migrate(database)
        house, clock, figures = desk.open_desk(database, settings), Clock(), Figures()
        queue = cluster.connect(settings)
        lay(queue)
        delivery = Delivery(house, clock, figures, senders(house, settings), settings)
        cluster.employ(queue, house, Firing(house, clock, figures), delivery, clock)
        queue.run_worker(
            queues=[QUEUE],
            concurrency=CONCURRENCY,
            fetch_job_polling_interval=POLL_SECONDS,
            delete_jobs="successful",
        )
    finally:
        database.close()
