/**
 * Reads a log of version 1 and writes it as a journal: `read-lmdb-log <log of version 1> <new folder>`. It is a program
 * of its own because LMDB may end its process on a damaged file. Run by the upgrade of a data folder
 * (storage/embedded/migrations/lmdb-to-journal.ts), never by hand. Tells on standard output, in JSON, what became of it.
 */
import { copyLmdbLog } from './storage/embedded/migrations/copy-lmdb-log.ts';

const [from = '', to = ''] = process.argv.slice(2);
// With the server that started it this has no purpose any more.
process.stdin.on('close', () => process.exit(1)).resume();

copyLmdbLog(from, to)
  .then((result) => {
    process.stdout.write(JSON.stringify(result), () => process.exit(0));
  })
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`, () => process.exit(1));
  });
