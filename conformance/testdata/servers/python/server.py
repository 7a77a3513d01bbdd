"""A Bester 1.0 server in plain Python: python3 server.py server.conf"""

import asyncio
import os
import resource
import signal
import socket
import sys
import traceback
from collections.abc import Awaitable, Callable

import handlers
import settings as configuration
from accounts import Accounts, Sessions
from conversation import Conversations
from dispatch import Dispatcher
from frames import Connection
from informer import Informer
from jsontext import Malformed

VERSION = "1.0.0"
BACKLOG = 1024


class Server:
    """Listens, gives each connection a task of its own, and ends them all."""

    def __init__(self, settings: configuration.Settings):
        self._settings = settings
        self._connections: dict[asyncio.Task, Connection] = {}
        self._listeners: list[asyncio.Server] = []
        self._paths: list[str] = []
        sessions = Sessions()
        self._conversations = Conversations(
            settings, Accounts(settings.users_file), sessions, Dispatcher(settings, sessions)
        )
        self._informer = Informer(settings, sessions, self._addresses())

    def _addresses(self) -> list[str]:
        """Returns where clients and peers can connect, for the informer."""
        addresses = [
            f"tcp4://{host}:{port}" if kind == "tcp4" else f"tcp6://[{host}]:{port}"
            for kind, host, port in self._settings.tcp
        ]
        if self._settings.unix is not None:
            addresses.append(f"unix://{self._settings.unix}")
        return addresses

    async def listen(self) -> None:
        """Starts to listen at all addresses."""
        loop = asyncio.get_running_loop()
        lead = self._conversations.lead
        for kind, host, port in self._settings.tcp:
            family = socket.AF_INET if kind == "tcp4" else socket.AF_INET6
            listener = await loop.create_server(
                self._factory(lead), host, port, family=family, backlog=BACKLOG
            )
            self._listeners.append(listener)
        if self._settings.unix is not None:
            await self._listen_at_path(self._settings.unix, lead)
        if self._settings.informer is not None:
            await self._listen_at_path(self._settings.informer, self._informer.lead)

    async def _listen_at_path(self, path: str, lead: Callable[[Connection], Awaitable]) -> None:
        loop = asyncio.get_running_loop()
        listener = await loop.create_unix_server(self._factory(lead), path, backlog=BACKLOG)
        self._listeners.append(listener)
        self._paths.append(path)

    def _factory(self, lead: Callable[[Connection], Awaitable]) -> Callable[[], Connection]:
        """Returns what makes a connection that is led so."""

        def opened(connection: Connection) -> None:
            if len(self._connections) >= self._settings.limits["connections"]:  # CONN-10
                connection.abort()
                return
            connection.transport.set_write_buffer_limits(high=self._settings.limits["queueBytes"])
            task = asyncio.create_task(self._attend(connection, lead))
            self._connections[task] = connection
            task.add_done_callback(self._connections.pop)

        return lambda: Connection(opened)

    async def _attend(
        self, connection: Connection, lead: Callable[[Connection], Awaitable]
    ) -> None:
        try:
            await lead(connection)
        except Exception:  # a mistake of this program costs one connection
            traceback.print_exc()
        finally:
            await connection.close(self._settings.seconds["write"])

    async def stop(self) -> None:
        """Stops listening, lets what is being served come to its end, and closes everything."""
        for listener in self._listeners:
            listener.close()
        for path in self._paths:
            os.unlink(path)
        for connection in self._connections.values():
            connection.end()
        if self._connections:
            await asyncio.wait(list(self._connections), timeout=self._settings.seconds["drain"])
        for task in self._connections:
            task.cancel()


async def run(settings: configuration.Settings) -> None:
    """Serves until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    server = Server(settings)
    await server.listen()
    programs = await handlers.start_programs(settings)
    print("listening", flush=True)
    await stop.wait()
    await server.stop()
    await handlers.stop_programs(programs, settings.seconds["drain"])


def main(arguments: list[str]) -> int:
    if arguments == ["--version"]:
        print(VERSION)
        return 0
    if len(arguments) != 1:
        print("usage: python3 server.py server.conf", file=sys.stderr)
        return 2
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    try:
        asyncio.run(run(configuration.read(arguments[0])))
    except (Malformed, ValueError, OSError) as error:
        print(f"server.py: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
