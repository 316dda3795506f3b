import { readFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';

/**
 * The private memory of a process, in MiB (RssAnon). Pages of mapped files, such as its program, are not counted: the
 * system can drop them at any time.
 */
function residentMiB(pid: number): number {
  const kB = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kB) / 1024;
}

/** Watches a process's memory until the test has finished. */
export function watchMemory(pid: number): { readonly startMiB: number; peakMiB(): number; again(): void } {
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
    again: () => {
      start = residentMiB(pid);
      peak = start;
    },
  };
}
