// Opens the sockets that the server listens on.

import { lstat, unlink } from 'node:fs/promises';
import { connect, createServer } from 'node:net';

/** Opens a listener of server.conf. Each connection is given to `accept`. */
export async function listen({ type, host, port, path }, accept) {
  if (type === 'unix') return listenAt(path, accept);
  return open({ host, port, ipv6Only: type === 'tcp6' }, accept);
}

/** Opens a UNIX domain socket. It takes the place of one that nobody listens on any more. */
export async function listenAt(path, accept) {
  if (await isStale(path)) await unlink(path);
  return open({ path }, accept);
}

/** Returns the address of a listener as the informer names it (INFO-3). */
export function addressOf({ type, host, port, path }) {
  switch (type) {
    case 'unix': return `unix://${path}`;
    case 'tcp6': return `tcp6://[${host}]:${port}`;
    default: return `tcp4://${host}:${port}`;
  }
}

function open(where, accept) {
  const server = createServer({ allowHalfOpen: true, noDelay: true }, accept);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, () => {
      server.off('error', reject);
      server.on('error', (error) => console.error(`listener: ${error.message}`));
      resolve(server);
    });
  });
}

async function isStale(path) {
  const found = await lstat(path).catch(() => null);
  if (!found?.isSocket()) return false;
  return new Promise((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => { probe.destroy(); resolve(false); });
    probe.once('error', (error) => resolve(error.code === 'ECONNREFUSED'));
  });
}
