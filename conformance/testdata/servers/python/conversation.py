"""One connection of a client or a peer, from its first frame to its end."""

import asyncio

from accounts import Accounts, Sessions
from dispatch import Dispatcher, Message
from frames import Connection, TooLarge, TooSlow, frame
from handlers import Failure
from jsontext import Malformed, Value, parse_object, quote, want, whole_number
from settings import Settings

REPORT_BYTES = 65536  # a report that lists skipped users is no longer than this (FRAME-4)
MOST_HOPS = 2147483647


class Conversations:
    """Leads the conversations of a server."""

    def __init__(
        self, settings: Settings, accounts: Accounts, sessions: Sessions, dispatcher: Dispatcher
    ):
        self._settings = settings
        self._accounts = accounts
        self._sessions = sessions
        self._dispatcher = dispatcher

    async def lead(self, connection: Connection) -> None:
        """Serves a connection until it is over, and reports what is fatal (CONN-6, CONN-7)."""
        try:
            async with asyncio.timeout(self._settings.seconds["authentication"]):  # CONN-9
                first = await self._read(connection)
            if first is not None:
                await self._begin(connection, parse_object(first).members())
        except Malformed as malformed:
            connection.write(_bad_report("fatal_special", "malformed", str(malformed)))
        except TooLarge:
            connection.write(_bad_report("fatal_special", "too_large", "the frame is too long"))
        except (TooSlow, TimeoutError):
            text = "the message did not come in time"
            connection.write(_bad_report("fatal_special", "malformed", text))

    async def _read(self, connection: Connection) -> bytes | None:
        return await connection.read(
            self._settings.limits["frameBytes"], self._settings.seconds["frame"]
        )

    async def _begin(self, connection: Connection, first: dict[str, Value]) -> None:
        header = want(first, "header", "object").members()
        match want(header, "scope", "string").string():
            case "client":
                await self._sign_in(connection, header)
            case "server":
                await self._peer(connection, header, first)
            case _:
                raise Malformed('header.scope is neither "client" nor "server"')

    # Clients.

    async def _sign_in(self, connection: Connection, header: dict[str, Value]) -> None:
        authentication = want(header, "authentication", "object").members()
        user = want(authentication, "username", "string").string()
        password = want(authentication, "password", "string").string()
        if not await self._accounts.accept(user, password):
            text = "username or password is wrong"
            connection.write(_bad_report("auth_special", "bad_credentials", text))
            return
        connection.write(_good_report("auth_special", []))
        self._sessions.begin(user, connection)
        try:
            await self._session(connection)
        finally:
            self._sessions.end(user, connection)

    async def _session(self, connection: Connection) -> None:
        """Serves the messages of a client, one after the other (CONN-5)."""
        while (body := await self._read(connection)) is not None:
            payload = want(parse_object(body).members(), "payload", "object")
            message = _message(payload.members(), needs_id=True)
            match message.type:
                case "dummy":
                    connection.write(_dummy_reply(message.id))
                case "builtin" if _is_close(message.data):
                    return
                case "builtin":
                    text = "the built-in command is unknown"
                    connection.write(_bad_report(message.id, "unknown_command", text))
                case _:
                    connection.write(await self._serve(message))
            # A client that does not read its reports is not read from.
            try:
                async with asyncio.timeout(self._settings.seconds["write"]):
                    await connection.room()
            except TimeoutError:
                return
            await asyncio.sleep(0)  # a client in a hurry gives way to others

    # Peers.

    async def _peer(
        self, connection: Connection, header: dict[str, Value], first: dict[str, Value]
    ) -> None:
        """Serves the one message of a peer (PEER-5)."""
        message = _message(want(first, "payload", "object").members(), needs_id=False)
        message.hops = _hops(header)
        connection.drop()
        if message.hops > self._settings.limits["hops"]:
            report = _bad_report(message.id, "loop", "the message passed too many servers")
        else:
            report = await self._serve(message)
        if message.id is not None:  # PEER-6
            connection.write(report)

    async def _serve(self, message: Message) -> bytes:
        """Serves a message, and returns its report (STAT-4)."""
        try:
            return _good_report(message.id, await self._dispatcher.serve(message))
        except Failure as failure:
            return _bad_report(message.id, failure.code, failure.text, failure.undelivered)


def _message(payload: dict[str, Value], needs_id: bool) -> Message:
    message = Message(
        type=want(payload, "type", "string").string(),
        data=want(payload, "data").raw,
        id=None,
    )
    if needs_id or "id" in payload:
        message.id = want(payload, "id", "string").string()
    return message


def _hops(header: dict[str, Value]) -> int:
    """Returns the hops of a peer's message, 0 where it has none (SERVERS-9)."""
    if "hops" not in header:
        return 0
    hops = whole_number(want(header, "hops", "number").raw)
    if hops is None or not 0 <= hops <= MOST_HOPS:
        raise Malformed("header.hops is not a whole number of 0 to 2147483647")
    return hops


def _is_close(data: str) -> bool:
    """Reports whether the data of a builtin message is the command to close (BUILTIN-2)."""
    try:
        command = want(parse_object(data.encode()).members(), "command", "object").members()
        return want(command, "type", "string").string() == "close"
    except Malformed:
        return False


def _dummy_reply(id: str) -> bytes:
    return frame(
        f'{{"header":{{"status":"0"}},"payload":{{"type":"dummy","data":null,"id":{quote(id)}}}}}'
    )


def _good_report(id: str, undelivered: list[str]) -> bytes:
    return _report("good", id, "", undelivered)


def _bad_report(id: str, code: str, text: str, undelivered: list[str] = ()) -> bytes:
    error = f',"error":{{"code":"{code}","message":{quote(text)}}}'
    return _report("bad", id, error, undelivered)


def _report(status: str, id: str, error: str, undelivered: list[str]) -> bytes:
    start = (
        f'{{"header":{{"messageType":"statusReport","status":"{status}"}},'
        f'"payload":{{"id":{quote(id)}{error}'
    )
    names = []
    room = REPORT_BYTES - len(start.encode()) - len(',"undelivered":[]}}')
    for name in undelivered:
        quoted = quote(name)
        room -= len(quoted.encode()) + 1
        if room < 0:
            break
        names.append(quoted)
    listed = f',"undelivered":[{",".join(names)}]' if names else ""
    return frame(f"{start}{listed}}}}}")
