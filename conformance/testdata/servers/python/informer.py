"""The informer: what programs on this machine may ask (INFO)."""

import asyncio

from accounts import Sessions
from frames import Connection, TooLarge, TooSlow, frame
from jsontext import Malformed, parse_object, quote, want
from settings import Settings


class Informer:
    """Answers the requests of each connection in order."""

    def __init__(self, settings: Settings, sessions: Sessions, listeners: list[str]):
        self._settings = settings
        self._sessions = sessions
        self._listeners = listeners  # their addresses

    async def lead(self, connection: Connection) -> None:
        """Serves a connection until it is over."""
        limit, seconds = self._settings.limits["frameBytes"], self._settings.seconds
        try:
            while (body := await connection.read(limit, seconds["frame"])) is not None:
                try:
                    command, answer = self._answer(body)
                    connection.write(frame(f'{{"status":"0","data":{answer}}}'))
                except Malformed:
                    command = None
                    connection.write(frame('{"status":"1","data":null}'))
                if command == "quit":
                    return
                async with asyncio.timeout(seconds["write"]):
                    await connection.room()
                await asyncio.sleep(0)
        except (TooLarge, TooSlow, TimeoutError):
            pass

    def _answer(self, body: bytes) -> tuple[str, str]:
        """Returns the type of a request, and the data of its answer as JSON text."""
        command = want(parse_object(body).members(), "command", "object").members()
        name = want(command, "type", "string").string()
        match name:
            case "listClients":
                return name, f"[{','.join(quote(user) for user in self._sessions.users())}]"
            case "isClient":
                user = want(command, "data", "string").string()
                return name, "true" if self._sessions.of(user) else "false"
            case "serverInfo":
                return name, self._server_info()
            case "quit":
                return name, "null"
            case _:
                raise Malformed("the request is unknown")

    def _server_info(self) -> str:
        listeners = ",".join(
            f'"listener{number}":{{"address":{quote(address)}}}'
            for number, address in enumerate(self._listeners)
        )
        return (
            f'{{"clientCount":"{self._sessions.count()}","listeners":{{{listeners}}},'
            f'"adminInfo":{self._settings.admin_info}}}'
        )
