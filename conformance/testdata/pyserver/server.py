#!/usr/bin/env python3
"""A Bester 1.0 server of one file, with the standard library alone.

It claims the profiles core, chaining, builtins, unix and federation, and is
incomplete where README.md says so. Each connection has a thread that reads and
serves its messages one after the other (CONN-5).
"""

import argparse
import collections
import concurrent.futures
import configparser
import errno
import hmac
import ipaddress
import json
import math
import os
import re
import select
import signal
import socket
import sys
import threading
import time

VERSION = "1.0.0"
CLOSING_SECONDS = 2  # for the last reports, and again for what still comes (CONN-11)
BACKLOG = 512  # connections that wait to be accepted
PEERS_AT_ONCE = 256  # addresses of one message that are sent to side by side
DIGITS = 400  # of an integer that is kept; longer ones are beyond any double
HOPS_MAX = 2**31 - 1  # SERVERS-9

DEFAULTS = {
    "frame_bytes": 1048576, "queue_bytes": 4194304, "connections": 4096,
    "chain_length": 16, "hops": 16,
    "sign_in_seconds": 30, "frame_seconds": 30, "handler_seconds": 30,
    "connect_seconds": 5, "write_seconds": 10,
}

Message = collections.namedtuple("Message", "type data id hops")


class Problem(Exception):
    """Something that is reported, with a code of the registry and a sentence."""

    def __init__(self, code, text):
        super().__init__(text)
        self.code = code


class Fatal(Problem):
    """A message that ends its connection (CONN-7)."""


class Failed(Problem):
    """A message that gets a bad report (STAT-4)."""


def log(text):
    """Write a line, in which nothing from outside can pose as another line."""
    sys.stderr.write(f"bester: {ascii(text)[1:-1]}\n")


# --- JSON -------------------------------------------------------------------

def decode(body):
    """Return the object in a body; Fatal where it is none (JSON-1, 2, 6, 8)."""
    try:
        value = json.loads(body.decode("utf-8"), parse_int=read_integer,
                           parse_constant=refuse_constant)
    except (ValueError, RecursionError) as error:
        raise Fatal("malformed", "the body is not one JSON text") from error
    if not isinstance(value, dict):
        raise Fatal("malformed", "the body is not an object")
    return value


def read_integer(digits):
    """Read a long integer as infinite, since int() takes long for it."""
    return int(digits) if len(digits) < DIGITS else float(digits)


def refuse_constant(name):
    """Refuse NaN and Infinity, which Python takes for JSON."""
    raise ValueError(name)


def encode(value):
    """Return a value as text that has a UTF-8 form.

    Half a surrogate pair stays the escape that it was (JSON-10). ValueError
    where a number is beyond a double.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:
        text = json.dumps(value, allow_nan=False, separators=(",", ":"))
    return text


def encode_data(value):
    """Return data as the text to relay; Fatal where it cannot be (JSON-11)."""
    try:
        return encode(value)
    except (ValueError, RecursionError) as error:
        raise Fatal("malformed", "data: a number too large, or nested too deep") from error


def member(value, name, kind):
    """Return a member of an object; Fatal where it is missing or of another type."""
    found = value.get(name) if isinstance(value, dict) else None
    if not isinstance(found, kind):
        raise Fatal("malformed", f"{name}: missing, or of another type")
    return found


# --- Frames -----------------------------------------------------------------

def wait_for(sock, event, deadline):
    """Wait until a socket is ready; TimeoutError where it is not in time."""
    left = deadline - time.monotonic()
    poll = select.poll()
    poll.register(sock, event)
    if left <= 0 or not poll.poll(None if left == math.inf else math.ceil(left * 1000)):
        raise TimeoutError


def read_bytes(sock, count, deadline):
    """Read count bytes, into memory that grows as they come; EOFError at the end."""
    data = bytearray()
    while len(data) < count:
        try:
            piece = sock.recv(min(count - len(data), 65536))
        except BlockingIOError:
            wait_for(sock, select.POLLIN, deadline)
            continue
        if not piece:
            raise EOFError  # FRAME-8
        data += piece
    return bytes(data)


def read_frame(sock, limit, deadline=math.inf, seconds=math.inf):
    """Read a frame that begins until deadline and takes at most seconds."""
    first = read_bytes(sock, 1, deadline)
    deadline = min(deadline, time.monotonic() + seconds)  # FRAME-9
    length = int.from_bytes(first + read_bytes(sock, 3, deadline), "little")
    if length == 0:
        raise Fatal("malformed", "a frame of length 0")  # FRAME-6
    if length > limit:
        raise Fatal("too_large", "the frame is too long")  # FRAME-7
    return read_bytes(sock, length, deadline)


def frame(text):
    """Return the bytes of a frame (FRAME-1)."""
    body = text.encode()
    return len(body).to_bytes(4, "little") + body


def write(sock, data, deadline):
    """Write all of data; TimeoutError where that takes too long."""
    view = memoryview(data)
    while view:
        try:
            view = view[sock.send(view):]
        except BlockingIOError:
            wait_for(sock, select.POLLOUT, deadline)


def report(ident, problem=None):
    """Return the frame of a status report (STAT-1, STAT-3)."""
    payload = {"id": ident}
    if problem:
        payload["error"] = {"code": problem.code, "message": str(problem)}
    header = {"messageType": "statusReport", "status": "bad" if problem else "good"}
    return frame(encode({"header": header, "payload": payload}))


class Outbox:
    """What waits to be written on one connection. For all threads.

    A thread writes only what the system does not take at once: what waits here
    waits for the other side, and not for the processor.
    """

    def __init__(self, sock, limit, seconds):
        self.cut = False  # the client did not read, and is not served any more
        self._sock, self._limit, self._seconds = sock, limit, seconds
        self._frames, self._size, self._open = collections.deque(), 0, True
        self._writer = None  # while something waits
        self._changed = threading.Condition()

    def put(self, data, wait=False):
        """Take a frame. Return False where there is no room and wait is False.

        On a connection that has ended a frame is dropped, which is no failure.
        """
        with self._changed:
            while self._open and self._size and self._size + len(data) > self._limit:
                if not wait:
                    return False
                self._changed.wait()
            if self._open and not self._frames:
                data = data[self._send(data):]
            if self._open and data:
                self._frames.append(data)
                self._size += len(data)
                if not self._writer:
                    self._writer = threading.Thread(target=self._write, daemon=True)
                    self._writer.start()
        return True

    def finish(self, seconds):
        """Take nothing more, and write what waits, for at most seconds."""
        self._close()
        writer = self._writer
        if writer:
            writer.join(seconds)
            if writer.is_alive():
                self.break_off()
                writer.join()

    def break_off(self):
        """End the connection although there is more to write."""
        self.cut = True
        self._close()
        try:
            self._sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # it has ended by itself

    def _close(self):
        with self._changed:
            self._open = False
            self._changed.notify_all()

    def _send(self, data):
        """Write what the system takes at once, and return how much that was."""
        try:
            return self._sock.send(data)
        except BlockingIOError:
            return 0
        except OSError:
            self._open = False  # the client has left; what it sent is still served (CONN-8)
            return 0

    def _write(self):
        try:
            while True:
                write(self._sock, self._frames[0], time.monotonic() + self._seconds)
                with self._changed:
                    self._size -= len(self._frames.popleft())
                    self._changed.notify_all()
                    if not self._frames:
                        self._writer = None
                        return
        except TimeoutError:
            self.break_off()
        except OSError:
            self._close()


class Sessions:
    """Who is signed in, on which connections. For all threads."""

    def __init__(self):
        self._lock = threading.Lock()
        self._outboxes = collections.defaultdict(set)  # by username (AUTH-7)

    def begin(self, user, outbox):
        """Begin a session, on which the good report comes first (AUTH-2)."""
        with self._lock:
            outbox.put(report("auth_special"))
            self._outboxes[user].add(outbox)

    def end(self, user, outbox):
        """End a session: it is nobody's recipient any more (CLIENTS-10)."""
        with self._lock:
            self._outboxes[user].discard(outbox)
            if not self._outboxes[user]:
                del self._outboxes[user]

    def deliver(self, users, data):
        """Put a frame into every session of users; Failed where one has no room."""
        with self._lock:
            outboxes = [box for user in set(users) for box in self._outboxes.get(user, ())]
            full = [box for box in outboxes if not box.put(data)]
        for outbox in full:
            outbox.break_off()  # CLIENTS-4
        if full:
            raise Failed("undeliverable", "somebody does not read what is sent")


# --- Other programs ---------------------------------------------------------

def connect(family, address, deadline):
    """Return a connected socket that does not block."""
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        problem = sock.connect_ex(address)
        if problem == errno.EINPROGRESS:
            wait_for(sock, select.POLLOUT, deadline)
            problem = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if problem:
            raise OSError(problem, os.strerror(problem))
        return sock
    except BaseException:
        sock.close()
        raise


def ask(path, data, limit, deadline):
    """Return a handler's answer to data; Failed where there is none (HAND-1 to 6)."""
    try:
        sock = connect(socket.AF_UNIX, path, deadline)
    except OSError as error:
        raise Failed("handler_unavailable", "the handler is not there") from error
    with sock:
        try:
            write(sock, frame(data), deadline)
            return read_answer(decode(read_frame(sock, limit, deadline)))
        except TimeoutError as error:
            raise Failed("handler_timeout", "the handler did not answer in time") from error
        except Fatal as error:
            raise Failed("handler_malformed", f"the handler's answer: {error}") from error
        except (EOFError, OSError) as error:
            raise Failed("handler_failed", "the handler closed without an answer") from error


def read_answer(answer):
    """Return an answer's command, its data, and the data to send (RESP-1 to 3)."""
    header = member(answer, "header", dict)
    status = member(header, "status", str)
    if not re.fullmatch("[0-9]+", status):
        raise Fatal("malformed", "status: not a string of digits")
    if status != "0":
        raise Failed("handler_failed", "the handler answered that it failed")
    command = member(header, "command", dict)
    if "data" not in command or "data" not in answer:
        raise Fatal("malformed", "data: missing")
    return member(command, "type", str), command["data"], encode_data(answer["data"])


def strings(value):
    """Return a command's array of strings, each once; Failed where it is none."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise Failed("handler_malformed", "the command's data is not an array of strings")
    return list(dict.fromkeys(value))


def read_address(text):
    """Return host and port of an address; none where it is malformed (SERVERS-5)."""
    found = re.fullmatch(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):0*([0-9]{1,5})", text)
    try:
        if found and found[1].startswith("["):
            ipaddress.IPv6Address(found[1][1:-1])
        elif found and found[1].rpartition(".")[2].isdigit():
            ipaddress.IPv4Address(found[1])
    except ValueError:
        found = None
    if not found or not 1 <= int(found[2]) <= 65535:
        return None
    return found[1].strip("[]"), int(found[2])


def send_to_peer(address, data, deadline, seconds):
    """Connect to one address until deadline, and write a peer message (SERVERS-1)."""
    host, port = address
    problem = TimeoutError()
    for family, _, _, _, where in socket.getaddrinfo(
            host.encode(), port, type=socket.SOCK_STREAM):
        try:
            sock = connect(family, where, deadline)
        except OSError as error:
            problem = error
            continue
        with sock:
            return write(sock, data, time.monotonic() + seconds)
    raise problem


# --- The server -------------------------------------------------------------

class Server:
    """What the configuration says, and who is connected. For all threads."""

    def __init__(self, config):
        self.users, self.handlers = config["users"], config["handlers"]
        self.limits = config["limits"]
        self.sessions = Sessions()
        self._places = threading.Semaphore(self.limits["connections"])

    def accept(self, listener):
        """Give each connection to a listener a thread of its own (CONN-4)."""
        while True:
            self._places.acquire()  # CONN-10: others wait until somebody has left
            try:
                sock = listener.accept()[0]
                threading.Thread(target=self._serve, args=(sock,), daemon=True).start()
            except (OSError, RuntimeError) as error:
                log(f"accepting: {error}")
                self._places.release()
                time.sleep(0.1)  # until there are descriptors and threads again

    def _serve(self, sock):
        """Serve a connection, and close it in stages (CONN-11)."""
        outbox = Outbox(sock, self.limits["queue_bytes"], self.limits["write_seconds"])
        try:
            sock.setblocking(False)
            if sock.family != socket.AF_UNIX:
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._converse(sock, outbox)
        except Fatal as error:
            outbox.put(report("fatal_special", error))  # CONN-6
        except TimeoutError:
            outbox.put(report("fatal_special", Fatal("malformed", "it did not come in time")))
        except RecursionError:
            outbox.put(report("fatal_special", Fatal("malformed", "nested too deep")))  # JSON-6
        except (EOFError, OSError):
            pass  # the other side has left
        finally:
            outbox.finish(CLOSING_SECONDS)
            hang_up(sock)
            self._places.release()

    def _converse(self, sock, outbox):
        """Find out what a connection is, once and for all (CONN-1, CONN-3)."""
        deadline = time.monotonic() + self.limits["sign_in_seconds"]  # CONN-9
        message = decode(self._read(sock, deadline))
        header = member(message, "header", dict)
        scope = member(header, "scope", str)
        if scope == "client":
            self._serve_client(sock, outbox, header)
        elif scope == "server":
            self._serve_peer(outbox, header, message)
        else:
            raise Fatal("malformed", "header.scope: neither client nor server")  # CONN-2

    def _read(self, sock, deadline=math.inf):
        return read_frame(sock, self.limits["frame_bytes"], deadline, self.limits["frame_seconds"])

    def _serve_client(self, sock, outbox, header):
        """Sign a client in and serve its messages, until it leaves or is closed."""
        authentication = member(header, "authentication", dict)
        user = member(authentication, "username", str)  # AUTH-1
        if not self._knows(user, member(authentication, "password", str)):
            problem = Fatal("bad_credentials", "username or password is wrong")
            outbox.put(report("auth_special", problem))  # AUTH-4
            return
        self.sessions.begin(user, outbox)
        try:
            while not outbox.cut:
                answer = self._answer(read_message(decode(self._read(sock))))
                if not answer:
                    return  # BUILTIN-2
                outbox.put(answer, wait=True)
        finally:
            self.sessions.end(user, outbox)

    def _knows(self, user, password):
        """Say whether a pair is right, in the same time whether the user exists."""
        expected = self.users.get(user, "")
        same = hmac.compare_digest(*(text.encode("utf-8", "surrogatepass")
                                     for text in (password, expected)))
        return same and "" not in (user, password)  # AUTH-3

    def _answer(self, message):
        """Serve a client's message and return the frame to answer; none to close."""
        if message.type == "dummy":
            reply = {"type": "dummy", "data": json.loads(message.data), "id": message.id}
            return frame(encode({"header": {"status": "0"}, "payload": reply}))  # BUILTIN-1
        if message.type == "builtin":
            return answer_builtin(message)
        return self._report_on(message)

    def _serve_peer(self, outbox, header, message):
        """Serve the one message of a peer, and ignore the rest (PEER-1, PEER-5)."""
        message = read_peer_message(header, message)
        answer = self._report_on(message)
        if message.id is not None:
            outbox.put(answer)  # PEER-6

    def _report_on(self, message):
        try:
            self._dispatch(message)
        except Failed as problem:
            return report(message.id, problem)
        return report(message.id)

    def _dispatch(self, message):
        """Ask the handler, and carry out its answer; Failed where that fails."""
        if (message.hops or 0) > self.limits["hops"]:
            raise Failed("loop", "the message passed too many servers")  # SERVERS-9
        name, data = message.type, message.data
        if name not in self.handlers:
            raise Failed("unknown_type", "no handler for this type")  # ROUTE-2
        for _ in range(self.limits["chain_length"]):
            command, to, data = ask(self.handlers[name], data, self.limits["frame_bytes"],
                                    time.monotonic() + self.limits["handler_seconds"])
            if command == "sendClients":
                return self._send_clients(name, to, data)
            if command == "sendServers":
                return self._send_servers(name, to, data, message)
            if command != "sendHandler":
                raise Failed("unknown_command", "the handler answered an unknown command")
            name = self._next_handler(to)
        raise Failed("chain_too_long", "handlers passed the message on too often")  # CHAIN-5

    def _next_handler(self, name):
        if not isinstance(name, str) or not name:
            raise Failed("handler_malformed", "the command names no handler")  # CHAIN-6
        if name not in self.handlers:
            raise Failed("unknown_handler", "the command names an unknown handler")  # CHAIN-3
        return name

    def _send_clients(self, name, users, data):
        """Deliver data to all sessions of users, under the handler's name (CLIENTS-2)."""
        text = ('{"header":{"messageType":"receivedMessage"},'
                f'"payload":{{"type":{encode(name)},"data":{data}}}}}')
        self.sessions.deliver(strings(users), frame(text))

    def _send_servers(self, name, addresses, data, message):
        """Send data to all addresses side by side, and wait for it (SERVERS-6)."""
        texts = strings(addresses)
        addresses = [address for address in map(read_address, texts) if address]
        if not texts:
            return  # SERVERS-12
        if not addresses:
            raise Failed("unreachable_server", "no address is well-formed")
        header = {"scope": "server"}
        if message.hops is not None:
            header["hops"] = message.hops + 1
        ident = "" if message.id is None else f',"id":{encode(message.id)}'  # SERVERS-11
        data = frame(f'{{"header":{encode(header)},'
                     f'"payload":{{"type":{encode(name)},"data":{data}{ident}}}}}')
        connect_until = time.monotonic() + self.limits["connect_seconds"]
        seconds = self.limits["write_seconds"]
        pool = concurrent.futures.ThreadPoolExecutor(min(len(addresses), PEERS_AT_ONCE))
        sends = [pool.submit(send_to_peer, address, data, connect_until, seconds)
                 for address in addresses]
        bound = self.limits["connect_seconds"] + seconds
        done, late = concurrent.futures.wait(sends, bound)
        pool.shutdown(wait=False)
        if late or any(send.exception() for send in done):
            raise Failed("unreachable_server", "the message could not be sent to every server")


def read_message(message):
    """Return a client's message; Fatal where it is malformed (MSG-2)."""
    payload = member(message, "payload", dict)
    if "data" not in payload:
        raise Fatal("malformed", "data: missing")
    ident = payload.get("id")
    if type(ident) is not int:  # some clients count
        ident = member(payload, "id", str)
    return Message(member(payload, "type", str), encode_data(payload["data"]), ident, None)


def read_peer_message(header, message):
    """Return a peer's message; Fatal where it is malformed (PEER-7, SERVERS-9)."""
    hops = header.get("hops", 0)
    if type(hops) not in (int, float) or not 0 <= hops <= HOPS_MAX or hops != int(hops):
        raise Fatal("malformed", "header.hops: not a whole number in range")
    payload = member(message, "payload", dict)
    if "id" in payload:
        member(payload, "id", str)  # PEER-3
    read = read_message({"payload": {**payload, "id": payload.get("id", "")}})
    return read._replace(id=payload.get("id"), hops=int(hops))


def answer_builtin(message):
    """Answer a built-in command: none to close, otherwise that it is unknown."""
    try:
        command = member(json.loads(message.data), "command", dict)
        if command.get("type") == "close":
            return None
    except Fatal:
        pass
    return report(message.id, Failed("unknown_command", "no such built-in command"))


def hang_up(sock):
    """End the sending side, drop what comes until the other side ends, close."""
    with sock:
        try:
            sock.shutdown(socket.SHUT_WR)
            deadline = time.monotonic() + CLOSING_SECONDS
            while time.monotonic() < deadline:
                read_bytes(sock, 65536, deadline)
        except (EOFError, OSError):
            pass


# --- Configuration ----------------------------------------------------------

def read_config(path):
    """Read the file that README.md describes; ValueError where it is wrong."""
    parser = configparser.ConfigParser(interpolation=None, delimiters=("=",),
                                       default_section="", empty_lines_in_values=False)
    with open(path, encoding="utf-8") as file:
        parser.read_file(file)
    unknown = set(parser.sections()) - {"listen", "users", "handlers", "limits"}
    if unknown:
        raise ValueError(f"unknown section: {unknown.pop()}")
    config = {"listen": dict(parser["listen"]), "users": read_pairs(parser, "users"),
              "handlers": read_pairs(parser, "handlers"), "limits": dict(DEFAULTS)}
    for name, value in parser.items("limits") if parser.has_section("limits") else ():
        if name not in DEFAULTS or not float(value) > 0:
            raise ValueError(f"limits: {name} = {value}")
        config["limits"][name] = float(value) if name.endswith("_seconds") else int(value)
    for name in ("dummy", "builtin", ""):
        if name in config["handlers"]:
            raise ValueError(f"handlers: {name!r} cannot have a handler")  # BUILTIN-4
    return config


def read_pairs(parser, section):
    """Return a section of lines NAME = "first" "second" as a dict of these."""
    pairs, decoder = {}, json.JSONDecoder()
    for name, line in parser.items(section) if parser.has_section(section) else ():
        try:
            first, end = decoder.raw_decode(line)
            pair = [first, json.loads(line[end:])]
        except ValueError:
            pair = []
        if [type(text) for text in pair] != [str, str] or first in pairs:
            raise ValueError(f"{section}: {name}: want two JSON strings, the first a new one")
        pairs[first] = pair[1]
    return pairs


def listen(kind, address):
    """Return a socket that listens (LISTEN-2, LISTEN-3)."""
    if kind == "unix":
        if os.path.exists(address):
            os.unlink(address)
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(address)
    elif kind == "tcp4":
        host, _, port = address.rpartition(":")
        if not port.isdecimal():
            raise ValueError(f"listen: {kind}: want HOST:PORT")
        listener = socket.socket(socket.AF_INET)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, int(port)))
    else:
        raise ValueError(f"listen: unknown kind: {kind}")
    listener.listen(BACKLOG)
    return listener


def main():
    """Serve until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(description="A Bester 1.0 server.")
    parser.add_argument("--config", required=True, metavar="FILE")
    parser.add_argument("--version", action="version", version=VERSION)
    path = parser.parse_args().config
    signals = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)  # in all threads
    try:
        config = read_config(path)
        listeners = [listen(kind, address) for kind, address in config["listen"].items()]
    except (OSError, KeyError, ValueError, configparser.Error) as error:
        sys.exit(f"{path}: {error}")
    server = Server(config)
    for listener in listeners:
        threading.Thread(target=server.accept, args=(listener,), daemon=True).start()
    log("listening")
    signal.sigwait(signals)
    os._exit(0)  # at once, whatever the threads are doing


if __name__ == "__main__":
    main()
