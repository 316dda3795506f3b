/**
 * Starts the server: the one place that reads the environment and chooses what the server is made of. A start that
 * fails says why in one sentence on standard error and ends with 1.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { idFromBytes } from '#board/ids';
import { buildServer } from './build-server.ts';
import { type Config, readConfig } from './config.ts';
import { tellFault } from './observe/faults.ts';
import { createLogger, type Logger } from './observe/logger.ts';
import { observeLoopDelay } from './observe/loop-delay.ts';
import { createMetrics, type Metrics, observeProcess } from './observe/metrics.ts';
import { StartError } from './start-error.ts';
import { startSentence } from './start-sentence.ts';
import { realDisk } from './storage/embedded/journal/disk.ts';
import { faultyDisk } from './storage/embedded/journal/disk-faults.ts';
import type { FailPoint } from './storage/embedded/journal/fail-points.ts';
import { openDataFolder, type Storage } from './storage/embedded/open-data-folder.ts';
import { readTemplates } from './templates.ts';

async function start(): Promise<void> {
  const config = readConfig(process.env);
  const logger = createLogger(config.logLevel);
  const root = applicationRoot();
  const clientDir = join(root, 'dist', 'client');
  if (!existsSync(join(clientDir, 'index.html'))) {
    throw new StartError(
      'The client has not been built (dist/client is missing): run npm run build, or npm start, which does it.',
    );
  }
  const templates = await readTemplates([join(root, 'templates'), join(config.dataDir, 'templates')]);
  const metrics = createMetrics();
  observeProcess(metrics);
  watchForFaults(logger, metrics);
  const storage = await openStorage(config, logger, root);
  const server = await buildServer({
    config,
    storage,
    templates,
    exportWorker: join(root, 'dist', 'server', 'export-worker.js'),
    clientDir,
    logger,
    metrics,
    loopDelay: observeLoopDelay(metrics),
    now: () => Date.now(),
    monotonic: () => performance.now(),
    later: (task, ms) => void setTimeout(task, ms).unref(),
    newId: () => idFromBytes(randomBytes(17)),
  });
  stopOnSignal(server.stop, storage, config, logger);
  logger.info({ dataDir: resolve(config.dataDir), boards: (await storage.catalog.list()).length }, 'embedded storage');
  const { port } = await server.listen();
  const host = config.host.includes(':') && !config.host.startsWith('[') ? `[${config.host}]` : config.host;
  process.stdout.write(`Veivalg listening on http://${host}:${port}\n`);
}

/** What no handler expected; see decision 10. */
function watchForFaults(logger: Logger, metrics: Metrics): void {
  process.on('unhandledRejection', (error) => tellFault(logger, metrics, { where: 'promise', error }));
  process.on('uncaughtException', (error) => {
    // Code was left half-way and nobody knows what it held. What members were told is on disk, and is all that may stay.
    tellFault(logger, metrics, { where: 'process', error });
    logger.fatal('the server ends: its memory cannot be trusted any more; nothing that was saved is lost');
    process.exit(1);
  });
}

function openStorage(config: Config, logger: Logger, root: string): Promise<Storage> {
  const { dataDir, diskFaultFile } = config;
  return openDataFolder(dataDir, (sentence) => logger.warn(sentence), {
    disk: diskFaultFile === null ? realDisk : faultyDisk(realDisk, () => textOf(diskFaultFile)),
    failPoint: failPoint(config),
    oldLogReader: join(root, 'dist', 'server', 'read-lmdb-log.js'),
  });
}

function textOf(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

function failPoint({ failPoint: wanted }: Config): FailPoint {
  let passed = 0;
  return (name) => {
    if (name !== wanted?.name) return;
    passed += 1;
    if (passed === wanted.count) process.kill(process.pid, 'SIGKILL');
  };
}

function stopOnSignal(stop: () => Promise<void>, storage: Storage, config: Config, logger: Logger): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    logger.info({ signal }, 'stopping');
    // Everything that members were told is on disk already, so giving up late loses nothing.
    setTimeout(() => process.exit(0), config.limits.shutdownMs).unref();
    stop()
      .then(() => storage.close())
      .then(() => process.exit(0))
      .catch((error: unknown) => {
        logger.error({ err: error }, 'the stop was not clean');
        process.exit(1);
      });
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

/** The folder that holds package.json, from the source as from dist/server. */
function applicationRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    if (folder === dirname(folder))
      throw new StartError('The server is not where it was built: package.json is missing.');
    folder = dirname(folder);
  }
  return folder;
}

start().catch((error: unknown) => {
  process.stderr.write(`${startSentence(error, process.env)}\n`);
  process.exit(1);
});
