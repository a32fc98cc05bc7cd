"""`make cluster`: PostgreSQL, two replicas behind a balancer, and the sandbox, without containers.

By webhook rather than polling: then both replicas take updates, as behind a real load balancer, and
a balancer, the probes and the hand-over of a chat from one replica to the other are all in use.
"""

from __future__ import annotations

import asyncio
import shutil
import signal
from pathlib import Path

from bot.sandbox import running
from tests.cluster.topology import cluster
from tests.postgres import server_of_its_own

FOLDER = Path("var/cluster")
PORT = 8765


async def serve() -> None:
    """Run until told to end. Everything is made anew each time, the database and the chats."""
    told = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, told.set)
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    folder = FOLDER.resolve()
    with server_of_its_own() as server:
        async with (
            running(folder / "sandbox", PORT) as url,
            cluster(url, server.url, folder, webhook=True) as started,
        ):
            for number, replica in enumerate(started.replicas, start=1):
                probe = f"http://127.0.0.1:{replica.port}/readyz"
                print(f"Replica {number}: process {replica.bot.pid}, {probe}, {replica.bot.log}")
            print(f"Open {url} and write /start. Kill a replica; stop all with Ctrl-C.", flush=True)
            await told.wait()


if __name__ == "__main__":
    asyncio.run(serve())
