/**
 * `npm run backup -- FILE`: copies the data folder into one file, also while a server runs on it. The folder is
 * DATA_DIR, as for the server. Exits with 1 and one sentence on standard error where it cannot.
 */
import { dataDirOf } from './config.ts';
import { fileArgument, run } from './folder-program.ts';
import { writeBackup } from './storage/embedded/backup/write-backup.ts';

run(async () => {
  const target = fileArgument('Name the file to write: npm run backup -- FILE');
  const { boards, bytes, damaged } = await writeBackup(dataDirOf(process.env), target, Date.now());
  const copied = `${boards} boards, ${(bytes / 1e6).toFixed(1)} MB, are in ${target}`;
  if (damaged.length === 0) return copied;
  return `${copied}; ${damaged.length} files were damaged and were copied as they are: ${damaged.join(', ')}`;
});
