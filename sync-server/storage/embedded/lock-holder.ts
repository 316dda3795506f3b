import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';

/** The process that holds a lock. */
export interface Holder {
  readonly pid: number;
  readonly started: string;
  /** Ids of boot and process namespace; only processes with the same can look each other up. */
  readonly host: string;
}

/** The holder that a lock names; null if it names none. */
export function readHolder(text: string): Holder | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'pid' in value ? (value as Holder) : null;
  } catch {
    return null; // not a lock of ours, or damaged by a crash; its age decides
  }
}

/** When a process started, in the kernel's clock ticks; null if there is no such process. */
export async function startOf(pid: number): Promise<string | null> {
  try {
    const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ').at(-1)?.split(' ');
    return fields?.[0] === 'Z' ? null : (fields?.[19] ?? '');
  } catch {
    // A system without /proc: the process id alone must do.
    return process.platform !== 'linux' && lives(pid) ? '' : null;
  }
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** What tells this machine's boot and this process namespace from others. */
export async function hostId(): Promise<string> {
  try {
    const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
    return `${boot} ${await readlink('/proc/self/ns/pid')}`;
  } catch {
    return hostname(); // another system than Linux
  }
}
