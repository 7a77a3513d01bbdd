// Serves a message: asks its handler and runs the command in the answer.

import { Refused } from './errors.mjs';
import { askHandler } from './handler.mjs';
import { stringOf, stringsOf } from './json.mjs';
import { delivery, peerMessage } from './messages.mjs';
import { sendToPeer } from './peers.mjs';

export class Dispatcher {
  #config;
  #sessions;

  constructor(config, sessions) {
    this.#config = config;
    this.#sessions = sessions;
  }

  /**
   * Serves {type, data, id, hops}, whose hops is null if a client sent it.
   * Resolves to the names that were skipped. Throws Refused.
   */
  async serve({ type, data, id, hops }) {
    const { handlers, limits, timeouts } = this.#config;
    if (!handlers.has(type)) throw new Refused('unknown_type', `no handler for type ${JSON.stringify(type)}`);
    for (let asked = 1; ; asked++) {
      const settings = { handlerMs: timeouts.handlerMs, frameBytes: limits.frameBytes };
      const answer = await askHandler(handlers.get(type).path, data, settings);
      data = answer.data;
      switch (answer.type) {
        case 'sendClients':
          return this.#sendClients(answer.target, type, data);
        case 'sendServers':
          return this.#sendServers(answer.target, { type, data, id, hops: hops === null ? 0 : hops + 1 });
        case 'sendHandler':
          type = this.#nextHandler(answer.target, asked);
          break;
        default:
          throw new Refused('unknown_command', `no command ${JSON.stringify(answer.type)}`);
      }
    }
  }

  #nextHandler(target, asked) {
    const name = stringOf(target);
    if (name === undefined || name === '') throw badTarget('sendHandler', 'a non-empty string');
    if (!this.#config.handlers.has(name)) throw new Refused('unknown_handler', `no handler ${JSON.stringify(name)}`);
    if (asked >= this.#config.limits.chainLength) throw new Refused('chain_too_long', 'the chain of handlers is too long');
    return name;
  }

  #sendClients(target, type, data) {
    const users = stringsOf(target) ?? badTarget('sendClients', 'an array of strings');
    const bytes = delivery(type, data);
    const undelivered = [];
    let failed = false;
    for (const user of new Set(users)) {
      const writers = this.#sessions.writersOf(user);
      if (writers.length === 0) undelivered.push(user);
      for (const writer of writers) {
        if (!writer.offer(bytes)) failed = true; // and the others are served (CLIENTS-4)
      }
    }
    if (failed) throw new Refused('undeliverable', 'a session does not take its deliveries', undelivered);
    return undelivered;
  }

  async #sendServers(target, message) {
    const addresses = stringsOf(target) ?? badTarget('sendServers', 'an array of strings');
    const bytes = peerMessage(message);
    const sends = [...new Set(addresses)].map((address) => sendToPeer(address, bytes, this.#config.timeouts));
    const results = await Promise.all(sends);
    if (results.includes(false)) throw new Refused('unreachable_server', 'a server could not be reached');
    return [];
  }
}

function badTarget(command, wanted) {
  throw new Refused('handler_malformed', `the data of ${command} must be ${wanted}`);
}
