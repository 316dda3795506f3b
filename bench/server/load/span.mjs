// CPU and memory used during a period by the server, by this program and by other programs on the machine.
import { busyMs, cpuMs, memoryKb } from '../proc.mjs';
import { sleep } from './pace.mjs';

/** Begins a period; the returned function reports what has been used since. */
export function usedSince(pid) {
  const from = { at: performance.now(), cpu: cpuMs(pid), own: process.cpuUsage(), busy: busyMs() };
  return () => {
    const seconds = (performance.now() - from.at) / 1000;
    const cpu = cpuMs(pid) - from.cpu;
    const own = process.cpuUsage(from.own);
    const ownMs = (own.user + own.system) / 1000;
    const othersMs = Math.max(0, busyMs() - from.busy - cpu - ownMs);
    return {
      seconds,
      cpuMs: cpu,
      /** Cores. */
      generatorCpu: ownMs / 1000 / seconds,
      neighboursCpu: othersMs / 1000 / seconds,
    };
  };
}

/**
 * Measures for the given seconds while `pace` runs, and then stops it. `delivered()` returns the number of deliveries
 * since the beginning.
 */
export async function measureSpan({ pid, seconds }, { pace, meter, delivered }) {
  meter.latency.clear();
  pace.worstLagMs = 0;
  const from = { delivered: delivered(), sent: pace.sent };
  const used = usedSince(pid);
  await sleep(seconds * 1000);
  const use = used();
  const updates = pace.sent - from.sent;
  const deliveries = delivered() - from.delivered;
  pace.stop();
  return {
    updates,
    deliveries,
    ...use,
    usPerDelivery: (use.cpuMs * 1000) / deliveries,
    usPerUpdate: (use.cpuMs * 1000) / updates,
    p50: meter.latency.at(0.5),
    p99: meter.latency.at(0.99),
    memoryMb: memoryKb(pid).now / 1024,
    lagMs: pace.worstLagMs,
  };
}
