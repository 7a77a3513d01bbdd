"""Reads a server.conf: what listens where, which handlers there are, limits and times."""

import os
import re
from dataclasses import dataclass

from jsontext import Malformed, Value, parse_object, want, whole_number

LIMITS = {  # name: (default, least)
    "frameBytes": (1048576, 65536),
    "chainLength": (16, 8),
    "hops": (16, 1),
    "connections": (4096, 1),
    "queueBytes": (4194304, 65536),
}
TIMEOUTS_MS = {
    "handlerMs": 30000,
    "frameMs": 30000,
    "authenticationMs": 30000,
    "connectMs": 5000,
    "writeMs": 10000,
    "drainMs": 10000,
}
BUILT_IN = ("dummy", "builtin")


@dataclass
class Handler:
    """Where the handler of a type listens, and the program to start for it, if any."""

    path: str
    program: str | None


@dataclass
class Settings:
    """A server.conf, with paths made absolute, defaults filled in, and times in seconds."""

    tcp: list[tuple[str, str, int]]  # "tcp4" or "tcp6", address, port
    unix: str | None
    handlers: dict[str, Handler]
    users_file: str | None  # None: accounts are open
    informer: str | None
    admin_info: str  # a JSON object
    limits: dict[str, int]
    seconds: dict[str, float]


class _Section:
    """An object of the file, of which each member has to be taken."""

    def __init__(self, value: Value, name: str):
        if value.kind != "object":
            raise Malformed(f"{name} is not an object")
        self._members = value.members()
        self._name = name

    def take(self, name: str, kind: str | None = None) -> Value:
        value = want(self._members, name, kind)
        del self._members[name]
        return value

    def has(self, name: str) -> bool:
        return name in self._members

    def section(self, name: str) -> "_Section":
        return _Section(self.take(name), name)

    def names(self) -> list[str]:
        return list(self._members)

    def finish(self) -> None:
        for name in self._members:
            raise Malformed(f"{self._name} has an unknown member {name!r}")


def read(file: str) -> Settings:
    """Returns what the file says, or raises Malformed or OSError."""
    folder = os.path.dirname(os.path.abspath(file))
    with open(file, "rb") as stream:
        root = _Section(parse_object(stream.read()), "the file")
    tcp, unix = _network(root.section("network"), folder)
    settings = Settings(
        tcp=tcp,
        unix=unix,
        handlers=_handlers(root.section("handlers"), folder),
        users_file=_accounts(root, folder),
        informer=_informer(root, folder),
        admin_info=_admin(root),
        limits=_limits(root),
        seconds=_seconds(root),
    )
    if root.has("database"):
        root.take("database", "object")
    root.finish()
    return settings


def _network(section: _Section, folder: str):
    types = section.take("types").strings()
    if not types or len(set(types)) < len(types):
        raise Malformed("network.types is empty, or names a listener twice")
    tcp, unix = [], None
    for name in ("tcp4", "tcp6", "unix"):
        if not section.has(name):
            continue
        listener = section.section(name)
        address = listener.take("address", "string").string()
        if name == "unix":
            unix = os.path.join(folder, address)
        else:
            tcp.append((name, address, _port(listener.take("port"))))
        listener.finish()
    section.finish()
    known = {name for name, _, _ in tcp} | ({"unix"} if unix else set())
    if not set(types) <= known:
        raise Malformed("network.types names a listener that is not there")
    return [entry for entry in tcp if entry[0] in types], unix if "unix" in types else None


def _port(value: Value) -> int:
    text = value.string() if value.kind == "string" else value.raw
    if not re.fullmatch("[0-9]{1,5}", text) or not 1 <= int(text) <= 65535:
        raise Malformed("a port is not a number of 1 to 65535")
    return int(text)


def _handlers(section: _Section, folder: str) -> dict[str, Handler]:
    types = section.take("availableTypes").strings()
    if len(set(types)) < len(types):
        raise Malformed("handlers.availableTypes names a type twice")
    type_map = section.section("typeMap")
    section.finish()
    known = {}
    for name in type_map.names():
        entry = type_map.section(name)
        path = os.path.join(folder, entry.take("unixDomainSocketPath", "string").string())
        program = ""
        if entry.has("handlerBinary"):
            program = entry.take("handlerBinary", "string").string()
        known[name] = Handler(path, os.path.join(folder, program) if program else None)
        entry.finish()
    for name in types:
        if name == "" or name in BUILT_IN:  # BUILTIN-4, ROUTE-2
            raise Malformed(f"handlers.availableTypes: no handler can be called {name!r}")
        if name not in known:
            raise Malformed(f"handlers.typeMap has no entry for {name!r}")
    return {name: known[name] for name in types}


def _accounts(root: _Section, folder: str) -> str | None:
    if not root.has("accounts"):
        return None
    value = root.take("accounts")
    if value.kind == "string" and value.string() == "open":
        return None
    section = _Section(value, "accounts")
    file = section.take("file", "string").string()
    section.finish()
    return os.path.join(folder, file)


def _informer(root: _Section, folder: str) -> str | None:
    if not root.has("informer"):
        return None
    section = root.section("informer")
    path = section.take("unixDomainSocketPath", "string").string()
    section.finish()
    return os.path.join(folder, path)


def _admin(root: _Section) -> str:
    if not root.has("admin"):
        return "{}"
    section = root.section("admin")
    info = section.take("info", "object").raw if section.has("info") else "{}"
    section.finish()
    return info


def _limits(root: _Section) -> dict[str, int]:
    return {
        name: _number(value, name, least, 2147483647) if value else default
        for name, (default, least), value in _optional(root, "limits", LIMITS)
    }


def _seconds(root: _Section) -> dict[str, float]:
    """Returns the times in seconds, under their names without the unit."""
    return {
        name.removesuffix("Ms"): (_number(value, name, 1, 3600000) if value else default) / 1000
        for name, default, value in _optional(root, "timeouts", TIMEOUTS_MS)
    }


def _optional(root: _Section, name: str, known: dict):
    """Yields each known member of a section: its name, what is known of it, its value or None."""
    section = root.section(name) if root.has(name) else None
    for member, default in known.items():
        given = section is not None and section.has(member)
        yield member, default, section.take(member, "number") if given else None
    if section is not None:
        section.finish()


def _number(value: Value, name: str, least: int, most: int) -> int:
    number = whole_number(value.raw)
    if number is None or not least <= number <= most:
        raise Malformed(f"{name} is not a whole number of {least} to {most}")
    return number
