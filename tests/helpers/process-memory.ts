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
