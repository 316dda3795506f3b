// CPU time and memory of a process with all its threads, read from /proc. CPU time has a resolution of 10 ms.
import { readFileSync } from 'node:fs';

const MS_PER_TICK = 10;

/** CPU time in milliseconds, user and system. */
export function cpuMs(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
}

/** CPU time in milliseconds of all processes on the machine, to see how much other programs use. */
export function busyMs() {
  const [user, nice, system, , , irq, softirq] = readFileSync('/proc/stat', 'latin1').slice(5).trim().split(/\s+/, 7);
  return [user, nice, system, irq, softirq].reduce((sum, ticks) => sum + Number(ticks), 0) * MS_PER_TICK;
}

/** Resident memory in kilobytes: now, and its peak. */
export function memoryKb(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  const field = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]);
  return { now: field('VmRSS'), most: field('VmHWM') };
}
