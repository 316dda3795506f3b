/** The server that `npm start` runs: the only place that reads the environment and chooses the storage. */
import { start } from './start.ts';
import { openDataFolder } from './storage/embedded/open-data-folder.ts';

start(process.env, openDataFolder);
