import { StartError } from './start-error.ts';
import { CatalogCorrupt } from './storage/catalog.ts';
import { FolderInUse } from './storage/embedded/folder-lock.ts';
import { FolderVersionUnknown, UpgradeFailed } from './storage/embedded/folder-version.ts';

/** One sentence for the operator: why the server did not start, and what to do. */
export function startSentence(error: unknown, env: Readonly<Record<string, string | undefined>>): string {
  const folder = env.DATA_DIR ?? './data';
  if (error instanceof StartError) return error.message;
  if (error instanceof FolderInUse) {
    return `The data folder ${folder} is in use by ${error.message}: stop that server, or give this one another DATA_DIR.`;
  }
  if (error instanceof FolderVersionUnknown) {
    return `The data folder ${folder} was written by a newer version of Veivalg (${error.message}): use that version. Nothing was changed.`;
  }
  if (error instanceof UpgradeFailed) {
    return `The data folder ${folder} could not be brought up to date: ${error.message}. Nothing was changed.`;
  }
  if (error instanceof CatalogCorrupt) {
    return `The catalogue of boards cannot be read: ${error.message}. Nothing was changed: put back catalog.json or the folder records from a backup.`;
  }
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'EADDRINUSE':
      return `Port ${env.PORT ?? 3000} is taken by another program: stop that, or set PORT to another.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST is ${env.HOST ?? ''}, which is not an address of this machine: set HOST to one that is, such as 127.0.0.1.`;
    case 'EACCES':
    case 'EPERM':
      if (error instanceof Error && 'syscall' in error && error.syscall === 'listen') {
        return `This user may not use port ${env.PORT ?? ''}: set PORT to one above 1023.`;
      }
      return `This user cannot write to the data folder ${folder}: change its owner, or set DATA_DIR to another folder.`;
    case 'EROFS':
    case 'ENOTDIR':
    case 'EEXIST':
      return `The data folder ${folder} cannot be written: set DATA_DIR to a folder that can.`;
    case 'ENOSPC':
      return `The disk that holds ${folder} is full: make room and start again.`;
    default:
      return `The server could not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }
}
