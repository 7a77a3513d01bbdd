// Asks a handler: one connection, one frame there, one frame back (HAND-1 to
// HAND-3).

import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Refused } from './errors.mjs';
import { FrameError, FrameReader, frame } from './frames.mjs';
import { JsonError, members, readText, stringOf } from './json.mjs';

const RETRY_MS = 20;

/**
 * Gives data to the handler that listens at a path. Returns its command as
 * {type, target, data}, of which `target` and `data` are JSON text. Throws
 * Refused.
 */
export async function askHandler(path, data, { handlerMs, frameBytes }) {
  const deadline = Date.now() + handlerMs;
  const socket = await connectTo(path, deadline);
  const reader = new FrameReader(socket, { limit: frameBytes });
  const timer = setTimeout(() => {
    reader.fail(new Refused('handler_timeout', 'the handler did not answer in time'));
  }, deadline - Date.now());
  try {
    socket.write(frame(data)); // and not end(), which would say that nobody waits (HAND-9)
    const answer = await reader.next();
    if (answer === null) throw new Refused('handler_failed', 'the handler closed the connection without an answer');
    return readAnswer(answer);
  } catch (error) {
    if (error instanceof FrameError || error instanceof JsonError) throw malformed(error.message);
    throw error;
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}

/** Connects to a handler, and tries again while its accept queue is full (HAND-8). */
async function connectTo(path, deadline) {
  for (;;) {
    try {
      return await connected(path);
    } catch (error) {
      if (error.code !== 'EAGAIN' || Date.now() + RETRY_MS > deadline) {
        throw new Refused('handler_unavailable', 'the handler cannot be connected to');
      }
      await sleep(RETRY_MS);
    }
  }
}

function connected(path) {
  return new Promise((resolve, reject) => {
    const socket = connect({ path, allowHalfOpen: true });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

function readAnswer(body) {
  const top = members(readText(body));
  const header = members(top?.get('header'));
  const status = stringOf(header?.get('status'));
  // The status is read first (RESP-1, RESP-2).
  if (status === undefined || !/^[0-9]+$/.test(status)) throw malformed('header.status is not a string of digits');
  if (status !== '0') throw new Refused('handler_failed', `the handler answered status ${status}`);
  const command = members(header.get('command'));
  const type = stringOf(command?.get('type'));
  const target = command?.get('data');
  const data = top.get('data');
  if (type === undefined) throw malformed('header.command.type is not a string');
  if (target === undefined) throw malformed('header.command.data is missing');
  if (data === undefined) throw malformed('data is missing');
  return { type, target, data };
}

function malformed(detail) {
  return new Refused('handler_malformed', `the handler's answer is malformed: ${detail}`);
}
