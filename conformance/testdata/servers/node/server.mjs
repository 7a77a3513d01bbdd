// A Bester 1.0 server: node server.mjs --config server.conf

// Host names are looked up in a pool of threads. With the usual four, a few
// slow names would hold up everybody else's (SERVERS-6).
process.env.UV_THREADPOOL_SIZE ??= '64';

import { openAccounts } from './accounts.mjs';
import { readConfig } from './config.mjs';
import { Connection } from './connection.mjs';
import { Dispatcher } from './dispatch.mjs';
import { serveInformer } from './informer.mjs';
import { addressOf, listen, listenAt } from './listeners.mjs';
import { startPrograms } from './programs.mjs';
import { Sessions } from './sessions.mjs';

const VERSION = '1.0.0';

/** Starts a server. Returns the function that shuts it down. */
async function start(config) {
  const sessions = new Sessions();
  const server = {
    config,
    sessions,
    dispatcher: new Dispatcher(config, sessions),
    check: await openAccounts(config.accountsFile),
    addresses: config.listeners.map(addressOf),
  };
  if (config.accountsFile === null) console.error('warning: accounts are open; every password signs in');
  const connections = new Set();
  const accept = (socket) => serveSocket(socket, server, connections);
  const listening = [];
  for (const listener of config.listeners) listening.push(await listen(listener, accept));
  if (config.informerPath !== null) {
    listening.push(await listenAt(config.informerPath, (socket) => serveInformer(socket, server)));
  }
  const endPrograms = startPrograms(config);
  return async () => {
    for (const listener of listening) listener.close();
    for (const connection of connections) connection.stop();
    await allGone(connections, config.timeouts.drainMs);
    for (const connection of connections) connection.destroy();
    await endPrograms();
  };
}

async function serveSocket(socket, server, connections) {
  if (connections.size >= server.config.limits.connections) {
    socket.on('error', () => {});
    socket.destroy(); // CONN-10
    return;
  }
  const connection = new Connection(socket, server);
  connections.add(connection);
  await connection.serve();
  connections.delete(connection);
}

async function allGone(connections, ms) {
  const deadline = Date.now() + ms;
  while (connections.size > 0 && Date.now() < deadline) {
    await new Promise((resolve) => { setTimeout(resolve, 10); });
  }
}

function configPath(args) {
  if (args.length === 2 && args[0] === '--config') return args[1];
  console.error('usage: node server.mjs --config FILE');
  process.exit(2);
}

if (process.argv[2] === '--version') {
  console.log(VERSION);
} else {
  try {
    const stop = await start(await readConfig(configPath(process.argv.slice(2))));
    console.log('listening');
    for (const signal of ['SIGTERM', 'SIGINT']) {
      process.once(signal, async () => {
        await stop();
        process.exit(0);
      });
    }
  } catch (error) {
    console.error(`server: ${error.message}`);
    process.exit(1);
  }
}
