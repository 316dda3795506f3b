/**
 * The tests' own server: the same start as sync-server/main.ts, over a storage that fails on demand.
 *
 * - `FAIL_POINT=name:count` kills the process when it passes the named point for the count-th time.
 * - `DISK_FAULT_FILE` names a file that says how the disk under the log fails (faulty-disk.ts). It is read at each
 *   call.
 * - `FOLDER_STEP` set to anything: data folders have a version 2, which folder-step.ts leads to.
 */
import { existsSync, readFileSync } from 'node:fs';
import { start } from '../../../sync-server/start.ts';
import { realDisk } from '../../../sync-server/storage/embedded/journal/disk.ts';
import { FAIL_POINTS } from '../../../sync-server/storage/embedded/journal/fail-points.ts';
import { openDataFolder } from '../../../sync-server/storage/embedded/open-data-folder.ts';
import type { FAULT_VARIABLES } from './fault-variables.ts';
import { faultyDisk } from './faulty-disk.ts';
import { STEP_POINTS, stepToVersion2 } from './folder-step.ts';

const variable = (name: (typeof FAULT_VARIABLES)[number]) => process.env[name] ?? '';

const failPoint = killAt(variable('FAIL_POINT'));
const diskFaultFile = variable('DISK_FAULT_FILE');
const diskFault = () => (existsSync(diskFaultFile) ? readFileSync(diskFaultFile, 'utf8') : '');
const steps = variable('FOLDER_STEP') === '' ? [] : [stepToVersion2(failPoint)];

start(process.env, (dataDir, warn) =>
  openDataFolder(dataDir, warn, { disk: faultyDisk(realDisk, diskFault), failPoint, steps }),
);

function killAt(wanted: string): (name: string) => void {
  if (wanted === '') return () => undefined;
  const [point = '', count = '1'] = wanted.split(':');
  // A misspelt point would never be passed, and the test would prove nothing.
  if (![...FAIL_POINTS, ...STEP_POINTS].some((name) => name === point)) throw new Error(`no fail point ${point}`);
  let left = Number(count);
  return (name) => {
    if (name !== point) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
  };
}
