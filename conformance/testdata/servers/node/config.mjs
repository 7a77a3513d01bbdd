// server.conf, as spec/configuration.md describes it.

import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { elements, kindOf, members, readText, stringOf, stringsOf, wholeNumberOf } from './json.mjs';

const LARGEST_LIMIT = 2147483647;
const LONGEST_TIME = 3600000;

/** Limits with their defaults and smallest values. */
const LIMITS = {
  frameBytes: [1048576, 65536],
  chainLength: [16, 8],
  hops: [16, 1],
  connections: [4096, 1],
  queueBytes: [4194304, 65536],
};

/** Times in milliseconds with their defaults. */
const TIMEOUTS = {
  handlerMs: 30000,
  frameMs: 30000,
  authenticationMs: 30000,
  connectMs: 5000,
  writeMs: 10000,
  drainMs: 10000,
};

/** Reads a server.conf. Throws an error that names the faulty member. */
export async function readConfig(path) {
  const folder = dirname(resolve(path));
  const at = (relative) => resolve(folder, relative);
  const top = section(readText(await readFile(path)), 'server.conf',
    ['network', 'handlers', 'database', 'admin', 'accounts', 'informer', 'limits', 'timeouts']);
  checkDatabase(top.get('database'));
  return {
    folder,
    listeners: listenersOf(required(top, 'network', 'server.conf'), at),
    handlers: handlersOf(required(top, 'handlers', 'server.conf'), at),
    accountsFile: accountsFileOf(top.get('accounts'), at),
    informerPath: informerPathOf(top.get('informer'), at),
    adminInfo: adminInfoOf(top.get('admin')),
    limits: numbersOf(top.get('limits'), 'limits', LIMITS, LARGEST_LIMIT),
    timeouts: numbersOf(top.get('timeouts'), 'timeouts',
      Object.fromEntries(Object.entries(TIMEOUTS).map(([name, ms]) => [name, [ms, 1]])), LONGEST_TIME),
  };
}

/** Reads a file of users: a Map from name to password hash. */
export async function readUsers(path) {
  const top = section(readText(await readFile(path)), path, ['users']);
  const users = new Map();
  for (const entry of elements(required(top, 'users', path)) ?? fail(`${path}: users must be an array`)) {
    const user = section(entry, 'users', ['name', 'password']);
    const name = text(user, 'name', 'users');
    if (users.has(name)) fail(`${path}: the user ${JSON.stringify(name)} occurs twice`);
    users.set(name, text(user, 'password', 'users'));
  }
  return users;
}

function listenersOf(network, at) {
  const found = section(network, 'network', ['types', 'tcp4', 'tcp6', 'unix']);
  const types = stringsOf(required(found, 'types', 'network')) ?? fail('network.types must be an array of strings');
  if (types.length === 0) fail('network.types must name a listener');
  if (new Set(types).size !== types.length) fail('network.types names a listener twice');
  return types.map((type) => {
    const where = `network.${type}`;
    if (type === 'unix') {
      const unix = section(required(found, type, 'network'), where, ['address']);
      return { type, path: at(text(unix, 'address', where)) };
    }
    if (type !== 'tcp4' && type !== 'tcp6') fail(`network.types: there is no listener ${JSON.stringify(type)}`);
    const tcp = section(required(found, type, 'network'), where, ['address', 'port']);
    return { type, host: text(tcp, 'address', where), port: portOf(required(tcp, 'port', where), where) };
  });
}

function portOf(value, where) {
  const digits = stringOf(value);
  const port = digits === undefined ? wholeNumberOf(value, 65535) : /^\d{1,5}$/.test(digits) ? Number(digits) : 0;
  return port >= 1 && port <= 65535 ? port : fail(`${where}.port must be 1 to 65535`);
}

function handlersOf(handlers, at) {
  const found = section(handlers, 'handlers', ['availableTypes', 'typeMap']);
  const types = stringsOf(required(found, 'availableTypes', 'handlers')) ??
    fail('handlers.availableTypes must be an array of strings');
  if (new Set(types).size !== types.length) fail('handlers.availableTypes names a type twice');
  const typeMap = members(required(found, 'typeMap', 'handlers')) ?? fail('handlers.typeMap must be an object');
  const result = new Map();
  for (const type of types) {
    const where = `handlers.typeMap.${type}`;
    if (['', 'dummy', 'builtin'].includes(type)) fail(`handlers: the type ${JSON.stringify(type)} is not allowed`);
    const entry = section(required(typeMap, type, 'handlers.typeMap'), where, ['handlerBinary', 'unixDomainSocketPath']);
    const binary = entry.has('handlerBinary') ? text(entry, 'handlerBinary', where) : '';
    result.set(type, {
      path: at(text(entry, 'unixDomainSocketPath', where)),
      program: binary === '' ? null : at(binary),
    });
  }
  return result;
}

function accountsFileOf(accounts, at) {
  if (accounts === undefined || stringOf(accounts) === 'open') return null;
  return at(text(section(accounts, 'accounts', ['file']), 'file', 'accounts'));
}

function informerPathOf(informer, at) {
  if (informer === undefined) return null;
  return at(text(section(informer, 'informer', ['unixDomainSocketPath']), 'unixDomainSocketPath', 'informer'));
}

function adminInfoOf(admin) {
  const info = admin === undefined ? undefined : section(admin, 'admin', ['info']).get('info');
  if (info === undefined) return '{}';
  return kindOf(info) === 'object' ? info : fail('admin.info must be an object');
}

function checkDatabase(database) {
  if (database === undefined) return;
  const found = section(database, 'database', ['type', 'redis']);
  if (found.has('type') && stringOf(found.get('type')) !== 'redis') fail('database.type must be "redis"');
  if (found.has('redis')) section(found.get('redis'), 'database.redis', ['address', 'port']);
}

function numbersOf(value, where, known, most) {
  const found = value === undefined ? new Map() : section(value, where, Object.keys(known));
  const result = {};
  for (const [name, [preset, least]] of Object.entries(known)) {
    result[name] = found.has(name) ? wholeNumberOf(found.get(name), most) : preset;
    if (!(result[name] >= least)) fail(`${where}.${name} must be ${least} to ${most}`);
  }
  return result;
}

/** Returns the members of an object, which may have the given names only. */
function section(value, where, names) {
  const found = members(value) ?? fail(`${where} must be an object`);
  for (const name of found.keys()) {
    if (!names.includes(name)) fail(`${where}: there is no member ${JSON.stringify(name)}`);
  }
  return found;
}

function required(found, name, where) {
  return found.get(name) ?? fail(`${where} has no member ${JSON.stringify(name)}`);
}

function text(found, name, where) {
  return stringOf(required(found, name, where)) ?? fail(`${where}.${name} must be a string`);
}

function fail(message) {
  throw new Error(message);
}
