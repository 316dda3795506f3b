// Finds the highest rate that one room can deliver. The offered rate is doubled until p99 exceeds 250 ms or half a
// second of letters is undelivered; the highest rate that holds is then searched in between. A server that breaks down
// at a rate, by closing connections or by not recovering, is past its saturation: the search continues below that rate
// with a new crowd in another room. The reported rate held with a crowd that lost nothing. BENCH_STEPS prints each
// step.
import { Crowd } from './crowd.mjs';
import { Pace, sleep, until } from './pace.mjs';
import { usedSince } from './span.mjs';
import { faultsOf } from './typing.mjs';

const LETTERS = Buffer.from('abcdefghijklmnopqrstuvwxyz');
const MOST_P99_MS = 250;
const MOST_BEHIND_SECONDS = 0.5;
/** How much more may be undelivered at the end of a step than at its beginning. */
const MOST_GROWTH_MS = 100;
const FIRST_RATE = 1000;
/** A short step finds the range to search, a longer one decides. */
const PROBE_MS = 400;
const STEP_MS = 1500;
const SETTLE_MS = 300;
const LOOK_MS = 20;
const RECOVERY_MS = 10_000;
/** The search ends when the lowest rate that fails is this close to the highest that holds. */
const NEAR = 1.1;
const MOST_STEPS = 24;
/** A single-threaded process that uses this much of a core is saturated. */
const WHOLE_CORE = 0.95;

export async function saturation(job) {
  const crowds = new Crowds(job);
  const used = usedSince(job.pid);
  let load = await crowds.next();
  let steps = 0;
  /** A step that failed is tried once more: another program on the machine may have disturbed it. */
  const offer = async (rate, ms) => {
    let step = null;
    for (let tries = 0; tries < 2 && !step?.holds; tries++) {
      step = { ...(await load.step(rate, ms)), isProven: ms === STEP_MS };
      if (step.holds || (await load.recovers())) continue;
      crowds.leave(load);
      load = await crowds.next();
      if (holds !== null) holds.isProven = false;
    }
    steps++;
    return step;
  };

  let holds = null;
  let fails = null;
  while (steps < MOST_STEPS) {
    const next = nextStep(holds, fails);
    if (next === null) break;
    const step = await offer(next.rate, next.ms);
    if (step.holds) {
      holds = step;
      if (fails !== null && fails.rate <= step.rate) fails = null;
    } else {
      fails = step;
      if (holds !== null && holds.rate >= step.rate) holds = null;
    }
  }
  const { neighboursCpu } = used();
  const faults = await crowds.faultsAtLast(load);
  if (!holds?.isProven || fails === null) {
    const last = fails === null ? `${holds.rate} updates/s still held` : `${fails.rate} updates/s: ${fails.why}`;
    return { faults: [...faults, `no highest rate was found that holds; the last: ${last}`] };
  }
  const { deliveriesPerSecond, perCpuSecond, p99, lagMs, generatorCpu } = holds;
  return {
    deliveriesPerSecond,
    perCpuSecond,
    p99,
    lagMs,
    generatorCpu,
    limit: `${fails.why} at ${fails.rate.toFixed(0)}/s with ${fails.generatorCpu.toFixed(2)} cores of the generator`,
    /** The server may be able to do more than the generator could offer. */
    isLeast: fails.isGenerators,
    neighboursCpu,
    faults,
  };
}

/**
 * The next rate to try: doubles or halves until one rate holds and another fails, then goes between them. A result of a
 * short step is confirmed by a longer one, since the server may not have been warm. Null at the end.
 */
function nextStep(holds, fails) {
  if (holds === null) return { rate: fails === null ? FIRST_RATE : fails.rate / 2, ms: PROBE_MS };
  if (fails === null) return { rate: holds.rate * 2, ms: PROBE_MS };
  if (fails.rate / holds.rate > NEAR) return { rate: Math.sqrt(holds.rate * fails.rate), ms: STEP_MS };
  if (!holds.isProven) return { rate: holds.rate, ms: STEP_MS };
  if (!fails.isProven) return { rate: fails.rate, ms: STEP_MS };
  return null;
}

/** A sequence of crowds, each in a room of its own. */
class Crowds {
  #job;
  #rooms;
  #faults = [];

  constructor(job) {
    this.#job = job;
    this.#rooms = [...job.rooms];
  }

  async next() {
    const room = this.#rooms.shift();
    if (room === undefined) throw new Error(`the server broke down ${this.#job.rooms.length} times`);
    const crowd = new Crowd({ ...this.#job, rooms: [room] });
    await crowd.connect();
    await crowd.seed();
    return new Load(crowd, this.#job.pid);
  }

  /** Leaves a crowd that was overrun. Missing letters are then no fault; gaps and duplicates are. */
  leave(load) {
    const { crowd } = load;
    load.stop();
    if (crowd.meter.lost > 0 || crowd.meter.doubled > 0) this.#faults.push(...faultsOf(crowd));
    crowd.leave();
  }

  /** All faults of the last crowd once no letters are under way. */
  async faultsAtLast(load) {
    load.stop();
    await until(() => load.crowd.outstanding() <= 0, RECOVERY_MS);
    const faults = [...this.#faults, ...faultsOf(load.crowd)];
    if (this.#job.keeps && !(await load.crowd.newcomersAreHandedAll()))
      faults.push('a newcomer does not receive everything');
    load.crowd.leave();
    return faults;
  }
}

/** A crowd that writes at an adjustable rate. */
class Load {
  crowd;
  #pace;
  #pid;
  #touched = new Set();

  constructor(crowd, pid) {
    this.crowd = crowd;
    this.#pid = pid;
    const { clients, meter } = crowd;
    this.#pace = new Pace(
      0,
      (number, now) => {
        const client = clients[number % clients.length];
        meter.sent(client.id, client.type(LETTERS[number % LETTERS.length]), now);
        this.#touched.add(client);
      },
      () => {
        for (const client of this.#touched) client.flush();
        this.#touched.clear();
      },
    );
  }

  /** Offers a rate for a while, or until it clearly fails. Says whether it held. */
  async step(rate, ms) {
    const { meter, clients } = this.crowd;
    const perSecond = rate * (clients.length - 1);
    this.#pace.setRate(rate);
    await this.#runs(SETTLE_MS, perSecond);
    meter.latency.clear();
    this.#pace.worstLagMs = 0;
    const delivered = meter.delivered;
    const behindAtFirst = this.crowd.outstanding();
    const used = usedSince(this.#pid);
    const isOverrun = !(await this.#runs(ms, perSecond));
    const use = used();
    const deliveries = meter.delivered - delivered;
    const p99 = meter.latency.at(0.99) ?? Number.POSITIVE_INFINITY;
    const lagMs = this.#pace.worstLagMs;
    const growthMs = ((this.crowd.outstanding() - behindAtFirst) * 1000) / perSecond;
    const why = this.#whyNot({ isOverrun, p99, lagMs, growthMs });
    const step = {
      rate,
      holds: why === null,
      why,
      deliveriesPerSecond: deliveries / use.seconds,
      // Deliveries per second of the server's CPU, which other programs on the machine disturb less.
      perCpuSecond: (deliveries * 1000) / use.cpuMs,
      p99,
      lagMs,
      generatorCpu: use.generatorCpu,
      isGenerators: lagMs > MOST_P99_MS || use.generatorCpu > WHOLE_CORE,
    };
    if (process.env.BENCH_STEPS !== undefined)
      console.error(
        `${rate.toFixed(0)} updates/s: ${step.deliveriesPerSecond.toFixed(0)} deliveries/s, p99 ${p99} ms, lag ${lagMs.toFixed(0)} ms, generator ${use.generatorCpu.toFixed(2)} cores, ${why ?? 'holds'}`,
      );
    return step;
  }

  /** After an overload: waits until everything is delivered. False if the crowd cannot continue. */
  async recovers() {
    this.#pace.setRate(0);
    const isDone = () => this.crowd.outstanding() <= 0;
    await until(() => isDone() || this.crowd.closed().length > 0, RECOVERY_MS);
    return isDone() && this.crowd.closed().length === 0;
  }

  stop() {
    this.#pace.stop();
  }

  /** Keeps the load running; false as soon as a connection has closed or too much is undelivered. */
  async #runs(ms, perSecond) {
    for (const end = performance.now() + ms; performance.now() < end; await sleep(LOOK_MS)) {
      if (this.#isOverrun(perSecond)) return false;
    }
    return !this.#isOverrun(perSecond);
  }

  #isOverrun(perSecond) {
    return this.crowd.outstanding() > perSecond * MOST_BEHIND_SECONDS || this.crowd.closed().length > 0;
  }

  #whyNot({ isOverrun, p99, lagMs, growthMs }) {
    const [closed] = this.crowd.closed();
    if (closed !== undefined) return `a connection ended: ${closed}`;
    if (isOverrun) return `more than ${MOST_BEHIND_SECONDS} s left behind`;
    if (lagMs > MOST_P99_MS) return 'the load generator itself fell behind';
    if (p99 > MOST_P99_MS) return `p99 ${p99.toFixed(0)} ms`;
    if (growthMs > MOST_GROWTH_MS) return `${growthMs.toFixed(0)} ms more left behind`;
    return null;
  }
}
