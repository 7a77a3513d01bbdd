"""Asking handlers, and starting those that are to be started."""

import asyncio
import os
import re
import signal
import socket
from dataclasses import dataclass

from frames import Connection, TooLarge, TooSlow, frame
from jsontext import Malformed, Value, parse_object, want
from settings import Settings

KNOCK_AGAIN_SECONDS = 0.01


class Failure(Exception):
    """A message could not be carried out: the error code and the text of its bad report."""

    def __init__(self, code: str, text: str, undelivered: list[str] = ()):
        super().__init__(text)
        self.code = code
        self.text = text
        self.undelivered = undelivered


@dataclass
class Answer:
    """What a handler wants done: a command, its data, and the data to send."""

    command: str
    to: Value
    data: str


async def ask(path: str, data: str, settings: Settings) -> Answer:
    """Hands data to the handler at path and returns its answer, or raises Failure."""
    connection = None
    try:
        async with asyncio.timeout(settings.seconds["handler"]):  # HAND-6
            connection = await _connect(path)
            connection.write(frame(data))
            body = await connection.read(settings.limits["frameBytes"], settings.seconds["frame"])
    except (TimeoutError, TooSlow):
        if connection is None:
            raise Failure("handler_unavailable", "the handler takes no connection") from None
        raise Failure("handler_timeout", "the handler did not answer in time") from None
    except TooLarge:
        raise Failure("handler_malformed", "the handler's answer is too long") from None
    except OSError:
        raise Failure("handler_unavailable", "the handler cannot be connected to") from None
    finally:
        if connection is not None:
            connection.abort()  # HAND-3
    if body is None:
        raise Failure("handler_failed", "the handler closed without a whole answer")
    try:
        return _answer(body)
    except Malformed as malformed:
        raise Failure("handler_malformed", f"the handler's answer: {malformed}") from None


async def _connect(path: str) -> Connection:
    """Connects to a UNIX socket, again and again while its queue is full (HAND-8).

    asyncio takes the EAGAIN of a full queue for a connection that is on its way.
    """
    while True:
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            sock.setblocking(False)
            sock.connect(path)
        except BlockingIOError:
            sock.close()
            await asyncio.sleep(KNOCK_AGAIN_SECONDS)
        except BaseException:
            sock.close()
            raise
        else:
            loop = asyncio.get_running_loop()
            _, connection = await loop.create_unix_connection(Connection, sock=sock)
            return connection


def _answer(body: bytes) -> Answer:
    members = parse_object(body).members()
    header = want(members, "header", "object").members()
    status = want(header, "status", "string").string()
    if not re.fullmatch("[0-9]+", status):
        raise Malformed("header.status is not made of digits")
    if status != "0":
        raise Failure("handler_failed", "the handler failed")
    command = want(header, "command", "object").members()
    return Answer(
        command=want(command, "type", "string").string(),
        to=want(command, "data"),
        data=want(members, "data").raw,
    )


async def start_programs(settings: Settings) -> list[asyncio.subprocess.Process]:
    """Starts the handlers that have a program, each in a process group of its own."""
    processes = []
    for name, handler in settings.handlers.items():
        if handler.program is None:
            continue
        environment = os.environ | {"BESTER_TYPE": name, "BESTER_SOCKET": handler.path}
        if settings.informer is not None:
            environment["BESTER_INFORMER"] = settings.informer
        process = await asyncio.create_subprocess_exec(
            handler.program, handler.path, env=environment, start_new_session=True
        )
        processes.append(process)
    return processes


async def stop_programs(processes: list[asyncio.subprocess.Process], seconds: float) -> None:
    """Asks the programs to end, and then kills them with all that they started."""
    for process in processes:
        if process.returncode is None:
            process.terminate()
    try:
        async with asyncio.timeout(seconds):
            for process in processes:
                await process.wait()
    except TimeoutError:
        pass
    for process in processes:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        await process.wait()
