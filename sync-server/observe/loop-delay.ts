import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { Gauge } from 'prom-client';
import type { Metrics } from './metrics.ts';

/** Period of the timer that Node measures with; its histogram records this period plus the delay. */
const PERIOD_MS = 10;
const WINDOW_MS = 60_000;
const QUANTILES = [0.5, 0.99, 0.999, 1];

/** How late the event loop runs a timer that is due, in seconds, over the last one to two minutes. */
export interface LoopDelay {
  /** `share` from 0 to 1; 1 gives the longest delay. */
  quantile(share: number): number;
  stop(): void;
}

/** Measures the event loop of this process and reports it in the metrics. */
export function observeLoopDelay(metrics: Metrics): LoopDelay {
  let [before, now] = [started(), started()];
  const window = setInterval(() => {
    before.disable();
    before = now;
    now = started();
  }, WINDOW_MS);
  window.unref();
  const quantile = (share: number) => Math.max(...[before, now].map((one) => secondsOf(one, share)));
  new Gauge({
    name: 'veivalg_loop_delay_seconds',
    help: 'How late the event loop runs a timer that is due, over the last one to two minutes',
    labelNames: ['quantile'],
    registers: [metrics.registry],
    collect() {
      for (const share of QUANTILES) this.set({ quantile: share }, quantile(share));
    },
  });
  const stop = () => {
    clearInterval(window);
    for (const one of [before, now]) one.disable();
  };
  return { quantile, stop };
}

function started(): IntervalHistogram {
  const histogram = monitorEventLoopDelay({ resolution: PERIOD_MS });
  histogram.enable();
  return histogram;
}

function secondsOf(histogram: IntervalHistogram, share: number): number {
  if (histogram.count === 0) return 0;
  const nanoseconds = share === 1 ? histogram.max : histogram.percentile(share * 100);
  return Math.max(0, nanoseconds / 1e6 - PERIOD_MS) / 1000;
}
