// The informer: tells programs on this machine who is connected (INFO-1 to
// INFO-5).

import { JsonError, members, readText, stringOf } from './json.mjs';
import { FrameError, FrameReader, FrameWriter, frame } from './frames.mjs';

/** Serves one connection of a caller. Never rejects. */
export async function serveInformer(socket, server) {
  const { limits, timeouts } = server.config;
  const reader = new FrameReader(socket, { limit: limits.frameBytes, frameMs: timeouts.frameMs });
  const writer = new FrameWriter(socket, { queueBytes: limits.queueBytes });
  for (;;) {
    const { command, data } = await readRequest(reader);
    if (command === 'close') break;
    const answer = answerTo(command, data, server);
    const bytes = frame(answer === undefined ? '{"status":"1","data":null}' : `{"status":"0","data":${answer}}`);
    if (!await writer.insist(bytes, timeouts.writeMs)) break;
    if (command === 'quit') break;
  }
  const rest = reader.discard();
  await writer.flushed(timeouts.writeMs);
  socket.end();
  const timer = setTimeout(() => socket.destroy(), 1000);
  await rest;
  clearTimeout(timer);
  socket.destroy();
}

/** Resolves to {command, data}; 'close' if the connection cannot go on, and undefined if the request is malformed. */
async function readRequest(reader) {
  try {
    const body = await reader.next();
    if (body === null) return { command: 'close' };
    const command = members(members(readText(body))?.get('command'));
    return { command: stringOf(command?.get('type')), data: command?.get('data') };
  } catch (error) {
    if (error instanceof JsonError) return {};
    if (error instanceof FrameError) return error.reason === 'empty' ? {} : { command: 'close' };
    return { command: 'close' };
  }
}

/** Returns the data of an answer as JSON text, or undefined if the request cannot be answered. */
function answerTo(command, data, { sessions, config, addresses }) {
  switch (command) {
    case 'listClients':
      return JSON.stringify(sessions.users);
    case 'isClient': {
      const user = stringOf(data);
      return user === undefined ? undefined : String(sessions.has(user));
    }
    case 'serverInfo': {
      const listeners = Object.fromEntries(addresses.map((address, i) => [`listener${i}`, { address }]));
      return `{"clientCount":"${sessions.count}","listeners":${JSON.stringify(listeners)},"adminInfo":${config.adminInfo}}`;
    }
    case 'quit':
      return 'null';
    default:
      return undefined;
  }
}
