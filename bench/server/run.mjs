// What does it cost our server to pass on an edit, how much gets through, and how does that compare with its peers?
// Every peer under the same load in interleaved rounds, each delivery recognised by its content, and at the end a
// newcomer must be handed everything. Run: npm run bench [-- --long] [-- --scenario room50,cursors --peers veivalg,relay
// --rounds 5 --seconds 8] [-- --write docs/performance.md] [-- --cpu-prof FOLDER]
import { parseArgs } from 'node:util';
import { measure } from './measure.mjs';
import { putBetweenMarks } from './page.mjs';
import { install, PEERS } from './peers.mjs';
import { SCENARIOS } from './scenarios.mjs';
import { details, table } from './table.mjs';

const { values } = parseArgs({
  options: {
    scenario: { type: 'string', default: Object.keys(SCENARIOS).join(',') },
    peers: { type: 'string' },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    long: { type: 'boolean', default: false },
    write: { type: 'string' },
    'cpu-prof': { type: 'string' },
  },
});
const SHORT = { rounds: 3, seconds: 4, warmUpSeconds: 1.5, peers: without(['veivalg+acks', 'relay-turn']) };
const LONG = { rounds: 5, seconds: 8, warmUpSeconds: 3, peers: Object.keys(PEERS) };
const form = values.long ? LONG : SHORT;
const peers = values.peers?.split(',') ?? form.peers;
const rounds = Number(values.rounds ?? form.rounds);
const seconds = Number(values.seconds ?? form.seconds);
const scenarios = values.scenario.split(',');

install(peers);
const measured = {};
for (const name of scenarios) {
  measured[name] = await interleaved(name);
  console.log(details(name, measured[name]));
}
const markdown = table(measured, {
  date: new Date(),
  command: ['npm run bench --', ...process.argv.slice(2)].join(' '),
});
console.log(`\n${markdown}`);
if (values.write !== undefined) putBetweenMarks(values.write, 'bench', markdown);
if (
  Object.values(measured).some((runs) =>
    Object.values(runs)
      .flat()
      .some((run) => run.faults.length > 0),
  )
)
  process.exitCode = 1;

/**
 * The rounds of one scenario: peer by peer, then again from the first. In the short form the peers that no figure is
 * divided by take part in the first round only.
 */
async function interleaved(name) {
  const scenario = SCENARIOS[name];
  const taking = scenario.peers.filter((peer) => peers.includes(peer));
  const needed = new Set(['veivalg', ...scenario.rows.map((row) => row.against)]);
  const runs = Object.fromEntries(taking.map((peer) => [peer, []]));
  for (let round = 0; round < rounds; round++) {
    for (const peer of taking) {
      if (round > 0 && form === SHORT && values.peers === undefined && !needed.has(peer)) continue;
      const options = { seconds, warmUpSeconds: form.warmUpSeconds, profileTo: values['cpu-prof'] };
      runs[peer].push(await measure(peer, scenario, options));
    }
  }
  return runs;
}

function without(left) {
  return Object.keys(PEERS).filter((peer) => !left.includes(peer));
}
