import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { idFromBytes } from '#board/ids';
import { MIGRATIONS } from '#board/schema/migrations';
import { buildServer } from './build-server.ts';
import { type Config, type Environment, readConfig } from './config.ts';
import { createLogger, type Logger } from './observe/logger.ts';
import { observeLoopDelay } from './observe/loop-delay.ts';
import { createMetrics, type Metrics, observeProcess } from './observe/metrics.ts';
import { reportUnexpected } from './observe/unexpected-error.ts';
import { StartError } from './start-error.ts';
import { startSentence } from './start-sentence.ts';
import type { Storage } from './storage/storage.ts';
import { readTemplates } from './templates.ts';

/** Opens the storage under DATA_DIR. `warn` takes a sentence for the operator. */
export type OpenStorage = (dataDir: string, warn: (sentence: string) => void) => Promise<Storage>;

/**
 * Starts a server and stops it on SIGTERM or SIGINT. Where the start fails, the process exits with 1 after one sentence
 * on standard error that says why.
 */
export function start(env: Environment, openStorage: OpenStorage): void {
  listen(env, openStorage).catch((error: unknown) => {
    process.stderr.write(`${startSentence(error, env)}\n`);
    process.exit(1);
  });
}

async function listen(env: Environment, openStorage: OpenStorage): Promise<void> {
  const config = readConfig(env);
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
  watchForUnexpected(logger, metrics);
  const storage = await openStorage(config.dataDir, (sentence) => logger.warn(sentence));
  const server = await buildServer({
    config,
    storage,
    templates,
    migrations: MIGRATIONS,
    exportWorker: join(root, 'dist', 'server', 'export-worker.js'),
    trialProgram: join(root, 'dist', 'server', 'trial.js'),
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
  logger.info({ dataDir: resolve(config.dataDir), boards: (await storage.catalog.list()).length }, 'storage is open');
  const { port } = await server.listen();
  const host = config.host.includes(':') && !config.host.startsWith('[') ? `[${config.host}]` : config.host;
  process.stdout.write(`Veivalg listening on http://${host}:${port}\n`);
}

/** Errors that no handler caught; see decision 10. */
function watchForUnexpected(logger: Logger, metrics: Metrics): void {
  process.on('unhandledRejection', (error) => reportUnexpected(logger, metrics, { where: 'promise', error }));
  process.on('uncaughtException', (error) => {
    // The code that threw may have left anything half done. What was acknowledged is on disk; memory must not be
    // written.
    reportUnexpected(logger, metrics, { where: 'process', error });
    logger.fatal('the server ends, because its memory can no longer be trusted; nothing that was saved is lost');
    process.exit(1);
  });
}

function stopOnSignal(stop: () => Promise<void>, storage: Storage, config: Config, logger: Logger): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    logger.info({ signal }, 'stopping');
    // What was acknowledged is on disk already, so giving up late loses nothing.
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

/** The folder that holds package.json, from the source as well as from a folder under dist. */
function applicationRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    if (folder === dirname(folder))
      throw new StartError('The server is not where it was built: package.json is missing.');
    folder = dirname(folder);
  }
  return folder;
}
