// A connection of a client or a peer, from its first message to its end.

import { Fatal, Refused } from './errors.mjs';
import { FrameError, FrameReader, FrameWriter } from './frames.mjs';
import { kindOf, members, stringOf } from './json.mjs';
import { AUTH_ID, FATAL_ID, badReport, dummyReply, goodReport, readMessage, readOpening } from './messages.mjs';

/** How long a closing connection is read, so that its last report is not lost (CONN-11). */
const LINGER_MS = 2000;

export class Connection {
  #socket;
  #server; // {config, sessions, dispatcher, check}
  #reader;
  #writer;
  #stopped = false;
  #closing = false;

  constructor(socket, server) {
    const { limits, timeouts } = server.config;
    this.#socket = socket;
    this.#server = server;
    this.#reader = new FrameReader(socket, { limit: limits.frameBytes, frameMs: timeouts.frameMs });
    this.#writer = new FrameWriter(socket, { queueBytes: limits.queueBytes });
  }

  /** Serves the connection to its end. Never rejects. */
  async serve() {
    try {
      await this.#serveMessages();
    } catch (error) {
      await this.#write(badReport(FATAL_ID, this.#fatal(error)));
    }
    await this.#close();
  }

  /** Ends the connection as soon as what is being served is done. */
  stop() {
    this.#stopped = true;
    this.#reader.fail(new Stopped());
    if (this.#closing) this.#socket.destroy();
  }

  destroy() {
    this.#socket.destroy();
  }

  async #serveMessages() {
    try {
      const first = await this.#firstMessage();
      if (first === null) return;
      const opening = readOpening(first);
      if (opening.scope === 'client') await this.#serveClient(opening);
      else await this.#servePeer(opening);
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
    }
  }

  async #firstMessage() {
    const timer = setTimeout(() => {
      this.#reader.fail(new Fatal('malformed', 'the first message did not arrive in time'));
    }, this.#server.config.timeouts.authenticationMs);
    try {
      return await this.#reader.next();
    } finally {
      clearTimeout(timer);
    }
  }

  async #serveClient({ username, password }) {
    if (!await this.#server.check(username, password)) {
      await this.#write(badReport(AUTH_ID, { code: 'bad_credentials', message: 'username or password is wrong' }));
      return;
    }
    this.#writer.offer(goodReport(AUTH_ID));
    if (this.#socket.destroyed) return;
    const end = this.#server.sessions.begin(username, this.#writer);
    this.#socket.once('close', end);
    try {
      while (!this.#stopped) {
        const body = await this.#reader.next();
        if (body === null) return;
        if (!await this.#serveClientMessage(readMessage(body))) return;
      }
    } finally {
      end();
    }
  }

  /** Serves one message. Resolves to false if the client wants the connection closed. */
  async #serveClientMessage(message) {
    if (message.type === 'dummy') {
      await this.#write(dummyReply(message.id));
    } else if (message.type === 'builtin') {
      if (asksToClose(message.data)) return false;
      await this.#write(badReport(message.id, { code: 'unknown_command', message: 'no such built-in command' }));
    } else {
      await this.#write(await this.#outcome(message));
    }
    return true;
  }

  async #servePeer(message) {
    const report = message.hops > this.#server.config.limits.hops
      ? badReport(message.id, { code: 'loop', message: 'the message passed too many servers' })
      : await this.#outcome(message);
    if (message.id !== undefined) await this.#write(report);
  }

  /** Serves a message and resolves to its report (STAT-1). */
  async #outcome(message) {
    try {
      return goodReport(message.id, await this.#server.dispatcher.serve(message));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return badReport(message.id, error);
    }
  }

  /** Writes a frame as soon as there is room for it. A client that leaves no room in time is cut off. */
  async #write(bytes) {
    if (!await this.#writer.insist(bytes, this.#server.config.timeouts.writeMs)) this.#socket.destroy();
  }

  #fatal(error) {
    if (error instanceof Fatal) return error;
    if (error instanceof FrameError) {
      return { code: error.reason === 'too_large' ? 'too_large' : 'malformed', message: error.message };
    }
    console.error(error); // a mistake of this server
    return { code: 'malformed', message: 'the message could not be served' };
  }

  /** Closes in stages, so that the last report is not lost (CONN-11). */
  async #close() {
    this.#closing = true;
    const rest = this.#reader.discard();
    await this.#writer.flushed(this.#server.config.timeouts.writeMs);
    this.#socket.end();
    const timer = setTimeout(() => this.#socket.destroy(), this.#stopped ? 0 : LINGER_MS);
    await rest;
    clearTimeout(timer);
    this.#socket.destroy();
  }
}

/** Thrown out of a read when the server shuts down. */
class Stopped extends Error {}

function asksToClose(data) {
  const command = memberOrNothing(data, 'command');
  const type = memberOrNothing(command, 'type');
  return stringOf(type) === 'close';
}

/** Returns a member of built-in data, in which repeated names only make the command unknown. */
function memberOrNothing(text, name) {
  if (text === undefined || kindOf(text) !== 'object') return undefined;
  try {
    return members(text).get(name);
  } catch {
    return undefined;
  }
}
