/**
 * `npm run restore -- FILE`: makes the data folder out of a backup. The folder is DATA_DIR, as for the server, and must
 * be missing or empty. Where it cannot, it exits with 1 and one sentence on standard error, and the folder is
 * unchanged.
 */
import { dataDirOf } from './config.ts';
import { fileArgument, run } from './folder-program.ts';
import { restoreBackup } from './storage/embedded/backup/restore-backup.ts';

run(async () => {
  const source = fileArgument('Name the file to restore from: npm run restore -- FILE');
  const dataDir = dataDirOf(process.env);
  const { boards } = await restoreBackup(source, dataDir);
  return `${boards} boards are in ${dataDir}`;
});
