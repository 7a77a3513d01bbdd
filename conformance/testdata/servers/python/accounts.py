"""Who may sign in, and who is signed in."""

import asyncio

from argon2 import Hash
from frames import Connection
from jsontext import Malformed, parse_object, want

# For a name that nobody has, so that its refusal takes as long as any.
_NOBODY = "$argon2id$v=19$m=8,t=1,p=1$bm8gc3VjaCB1c2Vy$AAAAAAAAAAAAAAAAAAAAAA"


class Accounts:
    """The users of a file, or everybody if there is none."""

    def __init__(self, file: str | None):
        self._hashes = None
        self._one_at_a_time = asyncio.Lock()
        if file is not None:
            with open(file, "rb") as stream:
                self._hashes = dict(_users(stream.read()))
            self._nobody = next(iter(self._hashes.values()), Hash(_NOBODY))

    async def accept(self, username: str, password: str) -> bool:
        """Reports whether the pair is right (AUTH-2, AUTH-3)."""
        if username == "" or password == "":
            return False
        if self._hashes is None:
            return True
        known = username in self._hashes
        async with self._one_at_a_time:
            right = await self._hashes.get(username, self._nobody).matches(password)
        return known and right


def _users(body: bytes):
    users = want(parse_object(body).members(), "users", "array")
    for user in users.items():
        if user.kind != "object":
            raise Malformed("a user is not an object")
        members = user.members()
        password = want(members, "password", "string").string()
        yield want(members, "name", "string").string(), Hash(password)


class Sessions:
    """The authenticated connections of clients, by user."""

    def __init__(self):
        self._by_user: dict[str, dict[Connection, None]] = {}

    def begin(self, user: str, connection: Connection) -> None:
        self._by_user.setdefault(user, {})[connection] = None

    def end(self, user: str, connection: Connection) -> None:
        connections = self._by_user[user]
        del connections[connection]
        if not connections:
            del self._by_user[user]

    def of(self, user: str) -> list[Connection]:
        """Returns the connections of a user's sessions that stand."""
        return [connection for connection in self._by_user.get(user, ()) if not connection.closed]

    def users(self) -> list[str]:
        """Returns the users that have a session, each once."""
        return [user for user in self._by_user if self.of(user)]

    def count(self) -> int:
        """Returns the number of sessions."""
        return sum(len(self.of(user)) for user in self._by_user)
