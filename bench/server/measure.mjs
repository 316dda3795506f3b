// One measurement: a fresh server, a fresh load generator, and what it found.
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { PEERS, startPeer } from './peers.mjs';

/** Resolves with what the load generator measured; a run that could not be done comes back as one with a fault. */
export async function measure(peer, scenario, { profileTo, environment, ...options }) {
  const nodeOptions = profileTo === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileTo}`];
  const server = await startPeer(peer, { ...scenario, nodeOptions, environment });
  try {
    return await generate({
      ...scenario,
      ...options,
      rooms: server.rooms,
      port: server.port,
      pid: server.pid,
      keeps: PEERS[peer].keeps,
      acks: PEERS[peer].acks ?? false,
    });
  } finally {
    await server.stop();
  }
}

function generate(job) {
  const child = fork(join(import.meta.dirname, 'load/main.mjs'));
  return new Promise((resolve, reject) => {
    child.once('message', ({ result, error }) => resolve(error === undefined ? result : { faults: [error] }));
    child.once('exit', (code) => reject(new Error(`the load generator ended with ${code}`)));
    child.send(job);
  });
}
