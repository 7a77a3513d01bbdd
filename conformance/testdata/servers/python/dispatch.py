"""Carrying out messages: to a handler, and then whatever the handler's answer commands."""

import asyncio
from dataclasses import dataclass

import peers
from accounts import Sessions
from frames import frame
from handlers import Answer, Failure, ask
from jsontext import Malformed, quote
from settings import Settings


@dataclass
class Message:
    """A message of a client or a peer. Data is the JSON text as it came."""

    type: str
    data: str
    id: str | None
    hops: int | None = None  # of a peer's message; a client's has none


class Dispatcher:
    """Serves messages, each in the task of the connection that it came on."""

    def __init__(self, settings: Settings, sessions: Sessions):
        self._settings = settings
        self._sessions = sessions
        self._closing = set()  # tasks that close connections to peers

    async def serve(self, message: Message) -> list[str]:
        """Does all that a message calls for but its report, or raises Failure.

        Returns the users who were named and skipped (CLIENTS-11).
        """
        name, data = message.type, message.data
        unknown = "unknown_type"
        for _ in range(self._settings.limits["chainLength"]):
            handler = self._settings.handlers.get(name)
            if handler is None:
                raise Failure(unknown, "there is no handler of that name")
            answer = await ask(handler.path, data, self._settings)
            match answer.command:
                case "sendClients":
                    return self._send_clients(name, answer)
                case "sendServers":
                    await self._send_servers(name, answer, message)
                    return []
                case "sendHandler":
                    name, data = _next_handler(answer), answer.data
                    unknown = "unknown_handler"
                case _:
                    raise Failure("unknown_command", "the handler's command is unknown")
        raise Failure("chain_too_long", "the message went through too many handlers")

    def _send_clients(self, handler: str, answer: Answer) -> list[str]:
        delivery = frame(
            '{"header":{"messageType":"receivedMessage"},'
            f'"payload":{{"type":{quote(handler)},"data":{answer.data}}}}}'
        )
        undelivered, failed = [], False
        for user in _names(answer):
            connections = self._sessions.of(user)
            if not connections:
                undelivered.append(user)
            for connection in connections:
                # A queue takes one frame of any size, and others up to the limit (CLIENTS-4).
                total = connection.waiting + len(delivery)
                if connection.waiting and total > self._settings.limits["queueBytes"]:
                    failed = True
                else:
                    connection.write(delivery)
        if failed:
            raise Failure("undeliverable", "a session does not take what it is sent", undelivered)
        return undelivered

    async def _send_servers(self, handler: str, answer: Answer, message: Message) -> None:
        hops = "" if message.hops is None else f',"hops":{message.hops + 1}'
        id_member = "" if message.id is None else f',"id":{quote(message.id)}'
        text = frame(
            f'{{"header":{{"scope":"server"{hops}}},'
            f'"payload":{{"type":{quote(handler)},"data":{answer.data}{id_member}}}}}'
        )
        sends = [self._send_server(address, text) for address in _names(answer)]
        if not all(await asyncio.gather(*sends)):
            raise Failure("unreachable_server", "the message could not be sent to a server")

    async def _send_server(self, address: str, text: bytes) -> bool:
        """Sends to one server, and reports whether the message was written."""
        seconds = self._settings.seconds
        try:
            connection = await peers.send(address, text, seconds["connect"], seconds["write"])
        except (ValueError, OSError):  # UnicodeError, of a name, is a ValueError
            return False
        task = asyncio.create_task(connection.close(seconds["write"]))
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)
        return True


def _names(answer: Answer) -> list[str]:
    """Returns the users or addresses of a command, each once, in order (CLIENTS-6, SERVERS-13)."""
    try:
        return list(dict.fromkeys(answer.to.strings()))
    except Malformed as malformed:
        raise Failure("handler_malformed", f"the data of a command: {malformed}") from None


def _next_handler(answer: Answer) -> str:
    if answer.to.kind != "string" or answer.to.string() == "":  # CHAIN-6
        raise Failure("handler_malformed", "sendHandler names no handler")
    return answer.to.string()
