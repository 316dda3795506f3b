import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { idFromBytes } from '#board/ids';
import { MIGRATIONS } from '#board/schema/migrations';
import type { CreateBoardReply } from '#protocol/http-api';
import { buildServer, type ServerParts } from '../../sync-server/build-server.ts';
import { readConfig } from '../../sync-server/config.ts';
import { createLogger } from '../../sync-server/observe/logger.ts';
import { createMetrics } from '../../sync-server/observe/metrics.ts';
import type { BoardLog } from '../../sync-server/storage/board-log.ts';
import { openDataFolder } from '../../sync-server/storage/embedded/open-data-folder.ts';
import type { Storage } from '../../sync-server/storage/storage.ts';
import { readTemplates } from '../../sync-server/templates.ts';

const exportWorker = fileURLToPath(new URL('../../dist/server/export-worker.js', import.meta.url));
const trialProgram = fileURLToPath(new URL('../../dist/server/trial.js', import.meta.url));
const templatesDir = fileURLToPath(new URL('../../templates', import.meta.url));

/** A server in this process on a free port, with its own folder. Both are removed when the test has finished. */
export interface TestServer {
  readonly url: string;
  readonly dataDir: string;
  readonly storage: Storage;
  stop(): Promise<void>;
}

export interface TestServerOptions {
  readonly env?: Record<string, string>;
  /** Replaces the log, for example by one whose disk is full. */
  readonly wrapLog?: (log: BoardLog) => BoardLog;
  /** The data folder; without it a new, empty one. */
  readonly dataDir?: string;
  /** Replaces any of the server's parts. */
  readonly wrapParts?: (parts: ServerParts) => ServerParts;
}

/** Creates an empty folder that is removed when the test has finished. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'veivalg-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export async function serverInProcess({
  env = {},
  wrapLog = (log) => log,
  dataDir: inFolder,
  wrapParts = (parts) => parts,
}: TestServerOptions = {}): Promise<TestServer> {
  const dataDir = inFolder ?? (await temporaryFolder());
  const storage = await openDataFolder(dataDir, () => undefined);
  const parts: ServerParts = {
    config: readConfig({ PORT: '0', DATA_DIR: dataDir, ...env }),
    storage: { ...storage, log: wrapLog(storage.log) },
    templates: await readTemplates([templatesDir]),
    migrations: MIGRATIONS,
    exportWorker,
    trialProgram,
    clientDir: null,
    logger: createLogger('silent'),
    metrics: createMetrics(),
    loopDelay: null,
    now: () => Date.now(),
    monotonic: () => performance.now(),
    later: (task, ms) => void setTimeout(task, ms).unref(),
    newId: () => idFromBytes(randomBytes(17)),
  };
  const server = await buildServer(wrapParts(parts));
  const { port } = await server.listen();
  let stopped: Promise<void> | null = null;
  const stop = () => {
    stopped ??= server.stop().then(() => storage.close());
    return stopped;
  };
  onTestFinished(stop);
  return { url: `http://127.0.0.1:${port}`, dataDir, storage, stop };
}

/** A board with its three tokens. */
export interface TestBoard {
  readonly id: string;
  readonly facilitator: string;
  readonly participant: string;
  readonly viewer: string;
}

/** Creates a board with two alternatives; the second is the null alternative. `admin`: the server's ADMIN_TOKEN. */
export async function createBoard(url: string, body: object = {}, admin = ''): Promise<TestBoard> {
  const response = await fetch(`${url}/api/boards`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${admin}` },
    body: JSON.stringify({
      template: 'alternativer',
      title: 'Digital arbeidsøkt',
      alternatives: [{ title: 'Dagens sted' }, { title: 'Ingen endring', isNull: true }],
      ...body,
    }),
  });
  if (response.status !== 201) throw new Error(`no board was created: ${response.status} ${await response.text()}`);
  const { id, links } = (await response.json()) as CreateBoardReply;
  const token = (link: string) => link.split('#')[1] ?? '';
  return {
    id,
    facilitator: token(links.facilitator),
    participant: token(links.participant),
    viewer: token(links.viewer),
  };
}

/** Calls the HTTP interface with a token. A body is sent as JSON. */
export function call(
  url: string,
  token: string,
  method = 'GET',
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}
