// How much gets through one room? The offered rate is raised step by step until the slowest hundredth of deliveries
// takes longer than 250 ms or more and more is left behind; then the highest rate that holds is searched in between.
// With BENCH_STEPS set in the environment each step is told.
import { busyMs, cpuMs } from '../proc.mjs';
import { Crowd } from './crowd.mjs';
import { Pace, sleep, until } from './pace.mjs';
import { faultsOf } from './typing.mjs';

const LETTERS = Buffer.from('abcdefghijklmnopqrstuvwxyz');
const MOST_P99_MS = 250;
const FIRST_RATE = 1000;
const LEAST_RATE = 50;
const DRAIN_MS = 20_000;

export async function saturation(job) {
  const crowd = new Crowd(job);
  await crowd.connect();
  await crowd.seed();
  const load = new Load(crowd, job.pid);
  const from = { at: performance.now(), busy: busyMs(), cpu: cpuMs(job.pid), own: process.cpuUsage() };
  let holds = null;
  let fails = null;
  for (let rate = FIRST_RATE; holds === null || fails === null; ) {
    const step = await load.best(rate, 1000);
    if (step.holds) holds = step;
    else fails = step;
    if (holds === null && rate < LEAST_RATE) {
      crowd.leave();
      return { deliveriesPerSecond: 0, faults: [`${rate} updates/s are already too many: ${step.why}`] };
    }
    if (holds === null) rate /= 2;
    else rate *= holds.p99 < 80 ? 1.5 : 1.2;
  }
  for (let i = 0; i < 3; i++) {
    const step = await load.best((holds.rate + fails.rate) / 2, 2000);
    if (step.holds) holds = step;
    else fails = step;
  }
  const used = process.cpuUsage(from.own);
  const othersMs = busyMs() - from.busy - (cpuMs(job.pid) - from.cpu) - (used.user + used.system) / 1000;
  const neighboursCpu = Math.max(0, othersMs) / (performance.now() - from.at);
  load.stop();
  await until(() => crowd.outstanding() <= 0, DRAIN_MS);
  const faults = faultsOf(crowd);
  if (job.keeps && !(await crowd.newcomersAreHandedAll())) faults.push('a newcomer is not handed everything');
  crowd.leave();
  const { deliveriesPerSecond, perCpuSecond, p99 } = holds;
  return { deliveriesPerSecond, perCpuSecond, p99, limit: fails.why, neighboursCpu, faults };
}

class Load {
  #crowd;
  #pace;
  #pid;
  #touched = new Set();

  constructor(crowd, pid) {
    this.#crowd = crowd;
    this.#pid = pid;
    const { clients, meter } = crowd;
    this.#pace = new Pace(
      FIRST_RATE,
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

  /** A step that did not hold is tried once more: what disturbed it may have been a neighbour on the machine. */
  async best(rate, ms) {
    const step = await this.step(rate, ms);
    return step.holds ? step : this.step(rate, ms);
  }

  /** Offers a rate for a while and tells whether it held. After one that did not, everything is let through first. */
  async step(rate, ms) {
    const { meter } = this.#crowd;
    this.#pace.setRate(rate);
    await sleep(500);
    meter.latency.clear();
    this.#pace.worstLagMs = 0;
    const from = {
      at: performance.now(),
      delivered: meter.delivered,
      behind: this.#crowd.outstanding(),
      cpu: cpuMs(this.#pid),
    };
    await sleep(ms);
    const seconds = (performance.now() - from.at) / 1000;
    const delivered = meter.delivered - from.delivered;
    const deliveriesPerSecond = delivered / seconds;
    // What a second of the server's own CPU delivers, which neighbours on the machine disturb less.
    const perCpuSecond = (delivered * 1000) / (cpuMs(this.#pid) - from.cpu);
    const p99 = meter.latency.at(0.99) ?? Number.POSITIVE_INFINITY;
    const perSecond = rate * (this.#crowd.clients.length - 1);
    const behind = (this.#crowd.outstanding() - from.behind) / perSecond / seconds;
    const why = this.#whyNot(p99, behind);
    if (process.env.BENCH_STEPS !== undefined)
      console.error(
        `${rate.toFixed(0)} updates/s: ${deliveriesPerSecond.toFixed(0)} deliveries/s, p99 ${p99} ms, ${why ?? 'holds'}`,
      );
    if (why !== null) {
      this.#pace.setRate(0);
      await until(() => this.#crowd.outstanding() <= 0, DRAIN_MS);
    }
    return { rate, deliveriesPerSecond, perCpuSecond, p99, holds: why === null, why };
  }

  stop() {
    this.#pace.stop();
  }

  #whyNot(p99, behind) {
    if (this.#crowd.closed().length > 0) return `a connection ended: ${this.#crowd.closed()[0]}`;
    if (this.#pace.worstLagMs > MOST_P99_MS) return `the load generator itself fell behind`;
    if (p99 > MOST_P99_MS) return `p99 ${p99.toFixed(0)} ms`;
    if (behind > 0.05) return `${(behind * 100).toFixed(0)} % left behind`;
    return null;
  }
}
