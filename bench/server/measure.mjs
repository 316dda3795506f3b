// One measurement with a new server and a new load generator.
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { PEERS, startPeer } from './peers.mjs';

/** No measurement takes this long unless a server has stopped responding. */
const PATIENCE_MS = 240_000;

/** Resolves with what the load generator measured. A run that failed resolves too, with its faults. */
export async function measure(peer, scenario, { profileTo, environment, ...options }) {
  const nodeOptions = profileTo === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileTo}`];
  let server = null;
  try {
    server = await startPeer(peer, { ...scenario, nodeOptions, environment });
    const { rooms, port, pid } = server;
    const { keeps, acks = false } = PEERS[peer];
    return await generate({ ...scenario, ...options, rooms, port, pid, keeps, acks });
  } catch (error) {
    return { faults: [String(error)] };
  } finally {
    await server?.stop();
  }
}

async function generate(job) {
  const child = fork(join(import.meta.dirname, 'load/main.mjs'));
  const tooLong = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  const answer = new Promise((resolve) => {
    child.once('message', ({ result, error }) => resolve(error === undefined ? result : { faults: [error] }));
    child.once('exit', (code, signal) => resolve({ faults: [`the load generator ended with ${code ?? signal}`] }));
    child.send(job);
  });
  const result = await answer;
  clearTimeout(tooLong);
  return result;
}
