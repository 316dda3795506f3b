import { readFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';

/**
 * A process's anonymous memory in MiB (RssAnon). Pages of mapped files are not counted: they are the system's cache,
 * which it can reclaim.
 */
function residentMiB(pid: number): number {
  const kB = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kB) / 1024;
}

const COLLECT = `
  import { setFlagsFromString } from 'node:v8';
  import { runInNewContext } from 'node:vm';
  setFlagsFromString('--expose-gc');
  setInterval(runInNewContext('gc'), 25).unref();
`;

/**
 * The environment of a server that collects garbage every 25 ms, so that its memory is what it holds. When V8 collects
 * by itself depends on its version: under the same load Node 24 accumulates 30 MiB more garbage than Node 20 and 22.
 */
export const COLLECTS_GARBAGE = {
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(COLLECT)}`,
} as const;

/** Watches a process's memory until the test has finished. `reset` starts over from the current value. */
export function watchMemory(pid: number): { readonly startMiB: number; peakMiB(): number; reset(): void } {
  let [start, peak] = [residentMiB(pid), 0];
  const look = () => {
    peak = Math.max(peak, residentMiB(pid));
  };
  const timer = setInterval(look, 20);
  onTestFinished(() => clearInterval(timer));
  return {
    get startMiB() {
      return start;
    },
    peakMiB: () => {
      look();
      return peak;
    },
    reset: () => {
      start = residentMiB(pid);
      peak = start;
    },
  };
}
