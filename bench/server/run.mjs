// What does it cost our server to pass on an edit, and how does that compare with its peers? Every peer under the same
// load in interleaved rounds, each delivery recognised by its content, and at the end a newcomer must be handed
// everything. Run: npm run bench [-- --scenario room50,cursors --peers veivalg,relay --rounds 5 --seconds 8]
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { install, PEERS, startPeer } from './peers.mjs';
import { SCENARIOS } from './scenarios.mjs';

const { values } = parseArgs({
  options: {
    scenario: { type: 'string', default: Object.keys(SCENARIOS).join(',') },
    peers: { type: 'string', default: 'veivalg,yws,hocus4,relay,relay-turn' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '4' },
    json: { type: 'boolean', default: false },
  },
});

const peers = values.peers.split(',');
const scenarios = values.scenario.split(',');
install(peers);
for (const name of scenarios) {
  const results = await interleaved(name);
  report(name, results);
}

/** The rounds of one scenario: peer by peer, then again from the first. */
async function interleaved(name) {
  const results = Object.fromEntries(peers.map((peer) => [peer, []]));
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const peer of peers) results[peer].push(await measure(peer, SCENARIOS[name]));
  }
  return results;
}

async function measure(peer, scenario) {
  const server = await startPeer(peer, { rooms: scenario.rooms });
  try {
    return await generate({
      ...scenario,
      seconds: Number(values.seconds),
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
    child.once('message', ({ result, error }) => (error === undefined ? resolve(result) : reject(new Error(error))));
    child.once('exit', (code) => reject(new Error(`the load generator ended with ${code}`)));
    child.send(job);
  });
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function report(name, results) {
  console.log(`\n${SCENARIOS[name].title}`);
  const of = (peer, field) => median(results[peer].map((result) => result[field]));
  for (const peer of peers) {
    const cells = ['usPerDelivery', 'usPerUpdate', 'p50', 'p99', 'memoryMb', 'lagMs', 'generatorCpu'].map(
      (field) => `${field} ${of(peer, field)?.toFixed(2)}`,
    );
    const ratio = peers.includes('relay') ? of(peer, 'usPerDelivery') / of('relay', 'usPerDelivery') : Number.NaN;
    console.log(`  ${peer.padEnd(13)} ÷relay ${ratio.toFixed(2)}  ${cells.join('  ')}`);
    for (const result of results[peer]) for (const fault of result.faults) console.log(`    FAILED: ${fault}`);
  }
}
