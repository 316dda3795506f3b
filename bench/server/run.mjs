// Measures what it costs our server to deliver an edit and how many it can deliver, compared with its peers. All get
// the same load in interleaved rounds; each delivery is recognised by its content, and at the end a newcomer must
// receive everything.
// Run: npm run bench [-- --long] [-- --scenario room50,cursors --peers veivalg,relay --rounds 5 --seconds 8]
// [-- --write docs/performance.md] [-- --cpu-prof FOLDER]
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
const SHORT = {
  rounds: 3,
  seconds: 4,
  warmUpSeconds: 2,
  /** Ten minutes in all, less the build that comes first and a margin. */
  budgetMs: 560_000,
  peers: without(['veivalg+acks', 'relay-turn']),
};
const LONG = { rounds: 5, seconds: 8, warmUpSeconds: 6, peers: Object.keys(PEERS) };
const form = values.long ? LONG : SHORT;
const peers = values.peers?.split(',') ?? form.peers;
const rounds = Number(values.rounds ?? form.rounds);
const seconds = Number(values.seconds ?? form.seconds);
/** Without options the run must fit into ten minutes. */
const isShort = !values.long && values.peers === undefined && values.rounds === undefined;
const scenarios = values.scenario.split(',');

install(peers);
const startedAt = performance.now();
const measured = Object.fromEntries(scenarios.map((name) => [name, {}]));
/** How long each peer took in the last round of a scenario, ms. */
const lasted = new Map();
for (let round = 0; round < rounds; round++) for (const name of scenarios) await runRound(name, round);
for (const name of scenarios) console.log(details(name, measured[name]));
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
 * One round of a scenario, peer by peer, in reverse order every other time. In the short form, peers that no figure is
 * divided by take part in the first round only, and a later round is skipped if the time left is too short for it.
 */
async function runRound(name, round) {
  const scenario = SCENARIOS[name];
  const divisors = ['veivalg', ...scenario.rows.map((row) => row.against)];
  const takesPart = (peer) =>
    peers.includes(peer) &&
    !(isShort && (scenario.leftOutWhenShort?.includes(peer) || (round > 0 && !divisors.includes(peer))));
  const order = scenario.peers.filter(takesPart);
  if (round % 2 === 1) order.reverse();
  if (isShort && round > 0) {
    const expectedMs = order.reduce((sum, peer) => sum + lasted.get(`${name} ${peer}`), 0);
    const leftMs = SHORT.budgetMs - (performance.now() - startedAt);
    if (round >= (scenario.shortRounds ?? rounds) || expectedMs > leftMs) return;
  }
  for (const peer of order) await runPeer(name, round, peer);
}

async function runPeer(name, round, peer) {
  const from = performance.now();
  const warmUpSeconds = Math.max(form.warmUpSeconds, SCENARIOS[name].warmUpSeconds ?? 0);
  const options = { seconds, warmUpSeconds, profileTo: values['cpu-prof'] };
  const run = await measure(peer, SCENARIOS[name], options);
  const took = performance.now() - from;
  lasted.set(`${name} ${peer}`, took);
  measured[name][peer] ??= [];
  measured[name][peer].push({ ...run, round });
  const at = ((performance.now() - startedAt) / 1000).toFixed(0);
  process.stderr.write(`${at} s: round ${round + 1}, ${name}, ${peer}: ${(took / 1000).toFixed(1)} s\n`);
  for (const fault of run.faults) process.stderr.write(`  FAILED: ${fault}\n`);
}

function without(left) {
  return Object.keys(PEERS).filter((peer) => !left.includes(peer));
}
