"""A strict reader of JSON texts (RFC 8259) that leaves values as they were written.

`parse` checks a whole body without recursion and converts nothing. A `Value` knows where it is in
the text: `raw` relays it digit for digit, and `members`, `items` and `string` read one level of it.
"""

import json
import re

_SPACE = r"[ \t\n\r]*+"
_HEX = "[0-9a-fA-F]"
# An escape for half a surrogate pair matches nothing here: such a text is malformed.
_ESCAPE = (
    r'\\(?:["\\/bfnrt]'
    rf"|u(?:[0-9abcefABCEF]{_HEX}{{3}}|[dD][0-7]{_HEX}{{2}}"
    rf"|[dD][89abAB]{_HEX}{{2}}\\u[dD][c-fC-F]{_HEX}{{2}}))"
)
_STRING = rf'"(?:[^"\\\x00-\x1f]++|{_ESCAPE})*+"'
_NUMBER = r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+"
_SCALAR = rf"(?:{_STRING}|{_NUMBER}|true|false|null)"

_space = re.compile(_SPACE).match
_scalar = re.compile(_SCALAR).match
# Everything up to the next value that may be a container: scalars in a row are one match.
_next_item = re.compile(rf"(?:{_SPACE}{_SCALAR}{_SPACE},)*+{_SPACE}").match
_next_member = re.compile(
    rf"(?:{_SPACE}{_STRING}{_SPACE}:{_SPACE}{_SCALAR}{_SPACE},)*+"
    rf"{_SPACE}{_STRING}{_SPACE}:{_SPACE}"
).match
_name = re.compile(_STRING).match
_colon = re.compile(rf"{_SPACE}:{_SPACE}").match

MOST_DEPTH = 500  # arrays and objects inside each other, the envelope's included (JSON-6)

_KINDS = {"{": "object", "[": "array", '"': "string", "t": "boolean", "f": "boolean", "n": "null"}


class Malformed(Exception):
    """A body is not in the form that the specification demands."""


def parse(body: bytes) -> "Value":
    """Returns the one JSON text in body, or raises Malformed (JSON-1, JSON-8, JSON-10)."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise Malformed("the body is not valid UTF-8") from None
    return Value(text, _space(text).end(), _scan(text))


def parse_object(body: bytes) -> "Value":
    """Returns the JSON object in body, or raises Malformed (JSON-2)."""
    value = parse(body)
    if value.kind != "object":
        raise Malformed("the body is not an object")
    return value


def quote(text: str) -> str:
    """Returns text as a JSON string."""
    return json.dumps(text, ensure_ascii=False)


def _scan(text: str) -> dict[int, int]:
    """Checks that text is one JSON text, and returns where each container ends, by its start."""
    ends = {}
    open_at = []
    at = _space(text).end()
    while True:
        # A value starts at `at`.
        kind = text[at : at + 1]
        if kind == "[" or kind == "{":
            open_at.append(at)
            if len(open_at) > MOST_DEPTH:
                raise Malformed("the body is nested too deep")
            after = _space(text, at + 1).end()
            if text[after : after + 1] != ("]" if kind == "[" else "}"):
                at = _enter(text, kind, at + 1)
                continue
            at = after
        else:
            match = _scalar(text, at)
            if not match:
                raise Malformed("the body is not JSON")
            at = _space(text, match.end()).end()
        # A value has ended, or an empty container is about to.
        while open_at:
            kind = text[open_at[-1]]
            mark = text[at : at + 1]
            if mark == ",":
                at = _enter(text, kind, at + 1)
                break
            if mark != ("]" if kind == "[" else "}"):
                raise Malformed("the body is not JSON")
            ends[open_at.pop()] = at + 1
            at = _space(text, at + 1).end()
        else:
            if at != len(text):
                raise Malformed("the body is more than one JSON text")
            return ends


def _enter(text: str, kind: str, at: int) -> int:
    """Returns where the next value inside a container of this kind starts."""
    match = _next_item(text, at) if kind == "[" else _next_member(text, at)
    if not match:
        raise Malformed("the body is not JSON")
    return match.end()


class Value:
    """A JSON value at its place in a text that was checked."""

    __slots__ = ("_text", "_start", "_ends")

    def __init__(self, text: str, start: int, ends: dict[int, int]):
        self._text = text
        self._start = start
        self._ends = ends

    @property
    def kind(self) -> str:
        """"object", "array", "string", "number", "boolean" or "null"."""
        return _KINDS.get(self._text[self._start], "number")

    @property
    def raw(self) -> str:
        """The value as it was written."""
        return self._text[self._start : self._end()]

    def string(self) -> str:
        """The code points of a string."""
        return json.loads(self.raw)

    def members(self) -> dict[str, "Value"]:
        """The members of an object; a name that it holds twice is malformed (JSON-7)."""
        found = {}
        at = _space(self._text, self._start + 1).end()
        while self._text[at] != "}":
            name_end = _name(self._text, at).end()
            name = json.loads(self._text[at:name_end])
            if name in found:
                raise Malformed("a member name is there twice")
            value = Value(self._text, _colon(self._text, name_end).end(), self._ends)
            found[name] = value
            at = self._after(value)
        return found

    def items(self) -> list["Value"]:
        """The items of an array."""
        found = []
        at = _space(self._text, self._start + 1).end()
        while self._text[at] != "]":
            value = Value(self._text, at, self._ends)
            found.append(value)
            at = self._after(value)
        return found

    def strings(self) -> list[str]:
        """The items of an array of strings; any other value is malformed."""
        if self.kind != "array":
            raise Malformed("a value is not an array")
        items = self.items()
        if any(item.kind != "string" for item in items):
            raise Malformed("an item is not a string")
        return [item.string() for item in items]

    def _end(self) -> int:
        if self._text[self._start] in "[{":
            return self._ends[self._start]
        return _scalar(self._text, self._start).end()

    def _after(self, value: "Value") -> int:
        """Returns where the next item or member starts, or the bracket that ends them."""
        at = _space(self._text, value._end()).end()
        if self._text[at] == ",":
            at = _space(self._text, at + 1).end()
        return at


def want(members: dict[str, Value], name: str, kind: str | None = None) -> Value:
    """Returns a member that has to be present, and of this kind if one is given."""
    value = members.get(name)
    if value is None:
        raise Malformed(f"{name} is missing")
    if kind is not None and value.kind != kind:
        raise Malformed(f"{name}: want a value of kind {kind}, got {value.kind}")
    return value


def whole_number(raw: str) -> int | None:
    """Returns the value of a number that is whole and has at most ten digits, otherwise None.

    Nothing is computed from an exponent before its size is known.
    """
    sign, integer, fraction, exponent = re.fullmatch(
        r"(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?", raw
    ).groups("")
    digits = (integer + fraction).lstrip("0")
    if not digits:
        return 0
    significant = digits.rstrip("0")
    if sign or len(exponent.lstrip("+-0")) > 9:
        return None
    shift = int(exponent or "0") - len(fraction) + len(digits) - len(significant)
    if shift < 0 or len(significant) + shift > 10:
        return None
    return int(significant) * 10**shift
