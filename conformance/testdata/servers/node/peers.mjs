// Sends messages to other servers.

import { lookup } from 'node:dns/promises';
import { connect, isIPv4, isIPv6 } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const LINGER_MS = 2000;

/** Returns {host, port} of an address, or null if it is malformed (SERVERS-5). */
export function parseAddress(address) {
  const parts = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+)):([0-9]+)$/.exec(address);
  if (!parts) return null;
  const [, ipv6, host, digits] = parts;
  const port = Number(digits);
  if (port < 1 || port > 65535) return null;
  if (ipv6 !== undefined) return isIPv6(ipv6) ? { host: ipv6, port } : null;
  const lastLabel = host.slice(host.lastIndexOf('.') + 1);
  if (/^[0-9]+$/.test(lastLabel) && !isIPv4(host)) return null;
  return { host, port };
}

/** Writes a frame to an address on a connection of its own. Resolves to whether it was written. */
export async function sendToPeer(address, bytes, { connectMs, writeMs }) {
  const target = parseAddress(address);
  if (target === null) return false;
  const socket = await within(connectMs, (signal) => reach(target, signal));
  if (!socket) return false;
  const written = await within(writeMs, () => write(socket, bytes));
  if (written) leave(socket); // in the background
  else socket.destroy();
  return written === true;
}

/** Connects to the first address of a name that accepts. Rejects if none does. */
async function reach({ host, port }, signal) {
  let failure;
  for (const { address } of await lookup(host, { all: true })) {
    if (signal.aborted) break;
    try {
      return await connected(address, port, signal);
    } catch (error) {
      failure = error;
    }
  }
  throw failure ?? new Error('no address');
}

function connected(host, port, signal) {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true, allowHalfOpen: true });
    const abort = () => socket.destroy(new Error('too late'));
    signal.addEventListener('abort', abort);
    socket.on('error', reject);
    socket.once('connect', () => {
      signal.removeEventListener('abort', abort);
      resolve(socket);
    });
  });
}

function write(socket, bytes) {
  return new Promise((resolve, reject) => {
    socket.once('close', () => reject(new Error('closed')));
    socket.write(bytes, (error) => (error ? reject(error) : resolve(true)));
  });
}

/** Ends a connection without a reset, which could destroy the message on its way. */
function leave(socket) {
  socket.on('error', () => {});
  socket.end();
  socket.resume();
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('end', () => socket.destroy());
  socket.once('close', () => clearTimeout(timer));
}

/** Resolves to what a task resolves to, or to null if it fails or takes longer than `ms` (SERVERS-6). */
async function within(ms, task) {
  const late = new AbortController();
  const done = new AbortController();
  const timeout = sleep(ms, null, { signal: done.signal }).catch(() => null);
  const result = task(late.signal).catch(() => null);
  const winner = await Promise.race([result, timeout]);
  done.abort();
  if (winner === null) late.abort();
  return winner;
}
