"""Frames on a stream: the one kind of connection that the server reads and writes.

`Connection` is an asyncio protocol with a buffer of its own. Unlike asyncio's StreamReader it keeps
what arrived before a reset, and it lets its reader see how the time of a frame passes.
"""

import asyncio
from collections.abc import Callable

READ_AHEAD = 65536  # bytes taken from the system before the reader asks for them
LINGER_SECONDS = 2  # how long a closed connection goes on dropping what still comes


class TooLarge(Exception):
    """The length of a frame is above the limit (FRAME-7)."""


class TooSlow(Exception):
    """A frame took too long from its first byte to its last (FRAME-9)."""


def frame(text: str) -> bytes:
    """Returns text as one frame (FRAME-1)."""
    body = text.encode("utf-8")
    return len(body).to_bytes(4, "little") + body


class Connection(asyncio.Protocol):
    """One connection, incoming or outgoing."""

    def __init__(self, on_open: Callable[["Connection"], None] = lambda connection: None):
        self.transport: asyncio.Transport = None  # set by connection_made
        self._on_open = on_open
        self._received = bytearray()
        self._ended = False  # nothing more will come
        self._dropping = False  # what comes is dropped
        self._news = asyncio.Event()  # bytes came, or the end
        self._room = asyncio.Event()  # the system has taken enough of what was written
        self._room.set()

    # What asyncio calls.

    def connection_made(self, transport):
        self.transport = transport
        self._on_open(self)

    def data_received(self, data):
        if self._dropping:
            return
        self._received += data
        if len(self._received) > READ_AHEAD:
            self.transport.pause_reading()
        self._news.set()

    def eof_received(self):
        self._ended = True
        self._news.set()
        return True  # the sending side stays open (CONN-8)

    def connection_lost(self, error):
        self._ended = True
        self._news.set()
        self._room.set()

    def pause_writing(self):
        self._room.clear()

    def resume_writing(self):
        self._room.set()

    # Reading.

    async def read(self, limit: int, seconds: float) -> bytes | None:
        """Returns the body of the next frame, or None where the stream ends before it does.

        A frame may take so many seconds from its first byte; before that, silence may last.
        """
        if not await self._arrived(1):
            return None
        try:
            async with asyncio.timeout(seconds):
                if not await self._arrived(4):
                    return None
                length = int.from_bytes(self._received[:4], "little")
                if length > limit:
                    raise TooLarge
                if not await self._arrived(4 + length):
                    return None
        except TimeoutError:
            raise TooSlow from None
        body = bytes(self._received[4 : 4 + length])
        del self._received[: 4 + length]
        return body

    async def _arrived(self, count: int) -> bool:
        """Waits for so many bytes, and reports whether they came before the end."""
        while len(self._received) < count:
            if self._ended:
                return False
            self.transport.resume_reading()
            self._news.clear()
            await self._news.wait()
        return True

    def drop(self) -> None:
        """Drops what has come and what will come."""
        self._dropping = True
        self._received.clear()
        self.transport.resume_reading()

    def end(self) -> None:
        """Has the reader see the end of the stream after what it is at now."""
        self.drop()
        self._ended = True
        self._news.set()

    # Writing.

    @property
    def closed(self) -> bool:
        """Whether the connection is closed, as far as this side has noticed."""
        return self.transport.is_closing()

    @property
    def waiting(self) -> int:
        """The number of bytes that the system has not taken yet."""
        return self.transport.get_write_buffer_size()

    def write(self, data: bytes) -> None:
        """Queues a whole frame; on a closed connection, nothing."""
        if not self.closed:
            self.transport.write(data)

    async def room(self) -> None:
        """Waits until what was written is below the limits of the transport."""
        await self._room.wait()

    async def flushed(self) -> None:
        """Waits until the system has taken all that was written; raises if it never will."""
        self.transport.set_write_buffer_limits(high=0)
        await self._room.wait()
        if self.closed:
            raise ConnectionResetError("the connection was lost")

    async def close(self, seconds: float) -> None:
        """Closes in stages, so that nothing written is lost to a reset (CONN-11).

        What is still queued may take so many seconds.
        """
        try:
            async with asyncio.timeout(seconds):
                await self.flushed()
            async with asyncio.timeout(LINGER_SECONDS):
                self.drop()
                self.transport.write_eof()
                while not self._ended:
                    self._news.clear()
                    await self._news.wait()
        except OSError:  # a timeout is one, too
            pass
        finally:
            self.transport.abort()

    def abort(self) -> None:
        """Closes at once."""
        self.transport.abort()
