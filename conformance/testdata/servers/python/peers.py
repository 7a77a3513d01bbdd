"""Sending to other servers."""

import asyncio
import ipaddress
import re

from frames import Connection

_ADDRESS = re.compile(r"(?:\[(?P<ipv6>[0-9a-fA-F:.]+)\]|(?P<host>[A-Za-z0-9._-]+)):0*(?P<port>[0-9]{1,5})")


def parse_address(address: str) -> tuple[str, int]:
    """Returns the host and the port of an address, or raises ValueError (SERVERS-5)."""
    match = _ADDRESS.fullmatch(address)
    if not match:
        raise ValueError("an address is not of the form host:port")
    port = int(match["port"])
    if not 1 <= port <= 65535:
        raise ValueError("a port is not a number of 1 to 65535")
    if match["ipv6"] is not None:
        return str(ipaddress.IPv6Address(match["ipv6"])), port
    if re.fullmatch("[0-9]+", match["host"].rsplit(".")[-1]):
        return str(ipaddress.IPv4Address(match["host"])), port
    return match["host"], port


async def send(address: str, message: bytes, connect_seconds: float, write_seconds: float) -> Connection:
    """Writes a message to a server, and returns the connection, for somebody to close.

    Raises ValueError or OSError where it could not be written in time (SERVERS-6).
    """
    host, port = parse_address(address)
    async with asyncio.timeout(connect_seconds):
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(Connection, host, port)
    try:
        connection.drop()  # what a peer answers changes nothing (SERVERS-10)
        connection.write(message)
        async with asyncio.timeout(write_seconds):
            await connection.flushed()
    except BaseException:
        connection.abort()
        raise
    return connection
