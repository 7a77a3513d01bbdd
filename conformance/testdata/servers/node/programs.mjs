// The handlers that the server starts itself.

import { spawn } from 'node:child_process';

const KILL_AFTER_MS = 3000;

/** Starts the programs of the handlers that have one. Returns the function that ends them. */
export function startPrograms({ handlers, informerPath, folder }) {
  const running = [];
  for (const [type, { path, program }] of handlers) {
    if (program === null) continue;
    const env = { ...process.env, BESTER_TYPE: type, BESTER_SOCKET: path };
    if (informerPath !== null) env.BESTER_INFORMER = informerPath;
    const child = spawn(program, [path], { cwd: folder, env, detached: true, stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', (error) => console.error(`handler ${JSON.stringify(type)}: ${error.message}`));
    running.push(child);
  }
  return () => Promise.all(running.map(end));
}

/** Asks a program to end, waits, and kills it with all that it started. */
async function end(child) {
  if (child.pid === undefined) return;
  if (child.exitCode === null && child.signalCode === null) {
    const exited = new Promise((resolve) => { child.once('exit', resolve); });
    child.kill('SIGTERM');
    const timer = setTimeout(() => killGroup(child.pid), KILL_AFTER_MS);
    await exited;
    clearTimeout(timer);
  }
  killGroup(child.pid);
}

function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It is over already.
  }
}
