// The messages that the server reads and writes. `data` is always JSON text.

import { Fatal } from './errors.mjs';
import { frame } from './frames.mjs';
import { JsonError, kindOf, members, readText, stringOf, wholeNumberOf } from './json.mjs';

export const AUTH_ID = 'auth_special';
export const FATAL_ID = 'fatal_special';

const LARGEST_HOPS = 2147483647;
const LARGEST_REPORT = 65536; // what every receiver accepts (FRAME-4)

/**
 * Reads the first message of a connection. Returns {scope: 'client', username,
 * password} or {scope: 'server', type, data, id, hops}. Throws Fatal (CONN-2).
 */
export function readOpening(body) {
  return strictly(() => {
    const top = envelope(body);
    const header = members(top.get('header')) ?? malformed('header must be an object');
    switch (stringOf(header.get('scope'))) {
      case 'client': return { scope: 'client', ...readCredentials(header) };
      case 'server': return { scope: 'server', hops: readHops(header), ...readPayload(top, false) };
      default: return malformed('header.scope must be "client" or "server"');
    }
  });
}

/** Reads a later message of a client (MSG-2), whose header is ignored (CONN-3). */
export function readMessage(body) {
  return strictly(() => ({ ...readPayload(envelope(body), true), hops: null }));
}

function readCredentials(header) {
  const authentication = members(header.get('authentication')) ?? malformed('header.authentication must be an object');
  const username = stringOf(authentication.get('username')) ?? malformed('username must be a string');
  const password = stringOf(authentication.get('password')) ?? malformed('password must be a string');
  return { username, password };
}

function readPayload(top, idRequired) {
  const payload = members(top.get('payload')) ?? malformed('payload must be an object');
  const type = stringOf(payload.get('type')) ?? malformed('payload.type must be a string');
  const data = payload.get('data') ?? malformed('payload.data is missing');
  const id = stringOf(payload.get('id'));
  if (id === undefined && (idRequired || payload.has('id'))) malformed('payload.id must be a string');
  return { type, data, id };
}

function readHops(header) {
  if (!header.has('hops')) return 0;
  return wholeNumberOf(header.get('hops'), LARGEST_HOPS) ??
    malformed(`header.hops must be a whole number of 0 to ${LARGEST_HOPS}`);
}

function envelope(body) {
  const text = readText(body);
  if (kindOf(text) !== 'object') malformed('the message must be an object');
  return members(text);
}

function malformed(message) {
  throw new Fatal('malformed', message);
}

function strictly(read) {
  try {
    return read();
  } catch (error) {
    if (error instanceof JsonError) malformed(error.message);
    throw error;
  }
}

/** Returns the frame of a good report, with the names that were skipped (CLIENTS-11). */
export function goodReport(id, undelivered = []) {
  return report('good', id, null, undelivered);
}

/** Returns the frame of a bad report (STAT-3). */
export function badReport(id, { code, message, undelivered = [] }) {
  return report('bad', id, { code, message }, undelivered);
}

function report(status, id, error, undelivered) {
  const header = { messageType: 'statusReport', status };
  const payload = { id };
  if (error) payload.error = error;
  const bytes = frame(JSON.stringify({ header, payload }));
  const names = [];
  let room = LARGEST_REPORT + 4 - bytes.length - Buffer.byteLength(',"undelivered":[]');
  for (const name of undelivered) {
    room -= Buffer.byteLength(JSON.stringify(name)) + 1;
    if (room < 0) break;
    names.push(name);
  }
  return names.length === 0 ? bytes : frame(JSON.stringify({ header, payload: { ...payload, undelivered: names } }));
}

/** Returns the frame of a delivery (CLIENTS-1, CLIENTS-2). */
export function delivery(type, data) {
  return frame(`{"header":{"messageType":"receivedMessage"},"payload":{"type":${JSON.stringify(type)},"data":${data}}}`);
}

/** Returns the frame of a dummy reply (BUILTIN-1). */
export function dummyReply(id) {
  return frame(JSON.stringify({ header: { status: '0' }, payload: { type: 'dummy', data: null, id } }));
}

/** Returns the frame of a peer message (SERVERS-1); a hops of 0 is left out. */
export function peerMessage({ type, data, id, hops }) {
  const header = hops === 0 ? { scope: 'server' } : { scope: 'server', hops };
  const idMember = id === undefined ? '' : `,"id":${JSON.stringify(id)}`;
  return frame(`{"header":${JSON.stringify(header)},"payload":{"type":${JSON.stringify(type)},"data":${data}${idMember}}}`);
}
