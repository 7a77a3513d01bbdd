// Checks usernames and passwords.

import { timingSafeEqual } from 'node:crypto';
import { argon2id } from './argon2.mjs';
import { readUsers } from './config.mjs';

/** Returns a function that resolves to whether a username and a password belong together (AUTH-3). */
export async function openAccounts(file) {
  if (file === null) return async (username, password) => username !== '' && password !== '';
  const users = new Map();
  for (const [name, hash] of await readUsers(file)) users.set(name, parseHash(hash, name));
  const [anybody] = users.values();
  return async (username, password) => {
    if (username === '' || password === '') return false;
    // An unknown user costs the same time as a wrong password.
    const account = users.get(username);
    const hash = account ?? anybody;
    const same = hash !== undefined && await matches(hash, password) && account !== undefined;
    // Buffer.from writes half a surrogate pair as U+FFFD, which is another password.
    return same && password.isWellFormed();
  };
}

async function matches(hash, password) {
  const tag = await argon2id(Buffer.from(password), hash.salt, hash);
  return timingSafeEqual(tag, hash.tag);
}

function parseHash(hash, name) {
  const parts = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(hash);
  if (!parts) throw new Error(`the password of ${JSON.stringify(name)} is not an argon2id hash`);
  const [memory, passes, lanes] = parts.slice(1, 4).map(Number);
  const [salt, tag] = parts.slice(4).map((base64) => Buffer.from(base64, 'base64'));
  return { memory, passes, lanes, salt, tag, tagLength: tag.length };
}
