"""Argon2id (RFC 9106) in plain Python, for the passwords in a file of users.

It is slow: good for files with small costs, such as those of tests. It gives way to other tasks
while it works, so that a check holds nobody up.
"""

import asyncio
import base64
import hmac
import re
from hashlib import blake2b

_MASK = 0xFFFFFFFFFFFFFFFF
_PHC = re.compile(
    r"\$argon2id\$v=19\$m=([0-9]{1,9}),t=([0-9]{1,9}),p=([0-9]{1,8})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)"
)


class Hash:
    """A password hash, as a PHC string says it."""

    def __init__(self, phc: str):
        match = _PHC.fullmatch(phc)
        if not match:
            raise ValueError("a password is not an argon2id hash in PHC form")
        self._memory, self._passes, self._lanes = (int(cost) for cost in match.groups()[:3])
        if self._lanes < 1 or self._passes < 1 or self._memory < 8 * self._lanes:
            raise ValueError("an argon2id hash has costs below the least")
        self._salt, self._tag = (_decode(text) for text in match.groups()[3:])

    async def matches(self, password: str) -> bool:
        """Reports whether the hash is the password's."""
        tag = await argon2id(
            password.encode("utf-8"), self._salt, self._memory, self._passes, self._lanes, len(self._tag)
        )
        return hmac.compare_digest(tag, self._tag)


def _decode(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4))


async def argon2id(
    password: bytes, salt: bytes, memory: int, passes: int, lanes: int, tag_length: int
) -> bytes:
    """Returns the tag of a password; memory is in KiB."""
    start = blake2b(
        _le32(lanes, tag_length, memory, passes, 0x13, 2)
        + b"".join(_le32(len(part)) + part for part in (password, salt, b"", b""))
    ).digest()
    segment = memory // (4 * lanes)
    columns = 4 * segment
    rows = [[None] * columns for _ in range(lanes)]
    for lane, row in enumerate(rows):
        for column in (0, 1):
            row[column] = _words(_long_hash(start + _le32(column, lane), 1024))
    for number in range(passes):
        for part in range(4):
            for lane in range(lanes):
                await _fill(rows, number, part, lane, segment, passes)
    last = rows[0][-1]
    for row in rows[1:]:
        last = [a ^ b for a, b in zip(last, row[-1])]
    return _long_hash(b"".join(word.to_bytes(8, "little") for word in last), tag_length)


async def _fill(rows, number, part, lane, segment, passes):
    """Fills one segment of one lane in one pass."""
    lanes, columns, row = len(rows), len(rows[0]), rows[lane]
    by_position = number == 0 and part < 2  # the addresses do not depend on the password
    counter = [number, lane, part, lanes * columns, passes, 2] + [0] * 122
    zero = [0] * 128
    for index in range(segment):
        if by_position and index % 128 == 0:
            counter[6] += 1
            addresses = _compress(zero, _compress(zero, counter))
        if number == 0 and part == 0 and index < 2:
            continue
        column = part * segment + index
        before = row[column - 1]
        address = addresses[index % 128] if by_position else before[0]
        other = lane if number == 0 and part == 0 else (address >> 32) % lanes
        # The blocks that may be referred to: those filled before, but not the one right before.
        done = part * segment if number == 0 else columns - segment
        area = done + index - 1 if other == lane else done - (index == 0)
        first = 0 if number == 0 else (part + 1) % 4 * segment
        x = (address & 0xFFFFFFFF) ** 2 >> 32
        block = _compress(before, rows[other][(first + area - 1 - (area * x >> 32)) % columns])
        row[column] = [a ^ b for a, b in zip(block, row[column])] if number else block
        if index % 16 == 15:
            await asyncio.sleep(0)


def _compress(x, y):
    """The compression function G."""
    r = [a ^ b for a, b in zip(x, y)]
    z = r[:]
    for i in range(0, 128, 16):
        _permute(z, range(i, i + 16))
    for i in range(0, 16, 2):
        _permute(z, [j + k for j in range(i, 128, 16) for k in (0, 1)])
    return [a ^ b for a, b in zip(r, z)]


_ROUNDS = (
    (0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
    (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14),
)  # fmt: skip


def _permute(z, places):
    """The permutation P on the sixteen words of z at these places."""
    low = 0xFFFFFFFF
    v = [z[place] for place in places]
    for i, j, k, l in _ROUNDS:
        a, b, c, d = v[i], v[j], v[k], v[l]
        for first, second in ((32, 24), (16, 63)):
            a = (a + b + 2 * (a & low) * (b & low)) & _MASK
            d ^= a
            d = (d >> first | d << 64 - first) & _MASK
            c = (c + d + 2 * (c & low) * (d & low)) & _MASK
            b ^= c
            b = (b >> second | b << 64 - second) & _MASK
        v[i], v[j], v[k], v[l] = a, b, c, d
    for place, word in zip(places, v):
        z[place] = word


def _long_hash(data: bytes, length: int) -> bytes:
    """The hash of variable length, H'."""
    if length <= 64:
        return blake2b(_le32(length) + data, digest_size=length).digest()
    block = blake2b(_le32(length) + data).digest()
    result = block[:32]
    while length - len(result) > 64:
        block = blake2b(block).digest()
        result += block[:32]
    return result + blake2b(block, digest_size=length - len(result)).digest()


def _le32(*numbers: int) -> bytes:
    return b"".join(number.to_bytes(4, "little") for number in numbers)


def _words(data: bytes) -> list[int]:
    return [int.from_bytes(data[i : i + 8], "little") for i in range(0, len(data), 8)]
