import type { AddressInfo } from 'node:net';
import type { Migration } from '#board/schema/migrations';
import type { Template } from '#board/template/template';
import type { Config } from './config.ts';
import { buildHttp } from './http/build-http.ts';
import { Exporter } from './http/exporter.ts';
import type { Logger } from './observe/logger.ts';
import type { LoopDelay } from './observe/loop-delay.ts';
import type { Metrics } from './observe/metrics.ts';
import { Rooms } from './rooms/rooms.ts';
import { BlobsUnavailable } from './storage/blobs.ts';
import { LogUnavailable } from './storage/board-log.ts';
import type { Storage } from './storage/storage.ts';
import { Trials } from './trials.ts';
import { SyncSockets } from './ws/sync-sockets.ts';

const REMOVE_AGAIN_MS = 5_000;

/** What a server is made of. Time and randomness come from outside. */
export interface ServerParts {
  readonly config: Config;
  readonly storage: Pick<Storage, 'log' | 'catalog' | 'blobs' | 'damages' | 'restoredAt' | 'marks'>;
  readonly templates: ReadonlyMap<string, Template>;
  /** The steps that bring an older board up to date. */
  readonly migrations: readonly Migration[];
  /** Path of the built worker that makes exports on a thread of its own. */
  readonly exportWorker: string;
  /** Path of the built trial, which loads a board in a process of its own. */
  readonly trialProgram: string;
  /** The folder of the built client; null: none is served. */
  readonly clientDir: string | null;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** How late timers run; null: it is not measured. */
  readonly loopDelay: LoopDelay | null;
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds of a clock that is never set back. */
  monotonic(): number;
  later(task: () => void, ms: number): void;
  /** A fresh id of at least 128 random bits. */
  newId(): string;
}

export interface BuiltServer {
  /** Starts to accept connections; returns the address. Rejects with the system's error, such as EADDRINUSE. */
  listen(): Promise<AddressInfo>;
  /** Stops accepting, stores what has arrived, and closes every session with the code for a restart. */
  stop(): Promise<void>;
}

/** Puts the parts together. Does not listen. */
export async function buildServer(parts: ServerParts): Promise<BuiltServer> {
  const { config, storage, logger, metrics, templates, migrations, clientDir } = parts;
  const { limits, trustProxy } = config;
  const { log, catalog, blobs, damages } = storage;
  const now = () => parts.now();
  const rooms = new Rooms({
    log,
    restoredAt: storage.restoredAt,
    guard: new Trials(parts.trialProgram, storage.marks, limits),
    migrations,
    limits,
    logger,
    metrics,
    now,
    monotonic: () => parts.monotonic(),
    later: (task, ms) => parts.later(task, ms),
  });
  const sockets = new SyncSockets({
    catalog,
    rooms,
    limits,
    logger,
    metrics,
    monotonic: () => parts.monotonic(),
    origins: { publicOrigin: config.publicUrl, trustProxy },
  });
  const app = await buildHttp({
    rooms,
    catalog,
    blobs,
    log,
    damages,
    exporter: new Exporter(parts.exportWorker, limits),
    templates,
    migrations,
    limits,
    logger,
    metrics,
    loopDelay: parts.loopDelay,
    publicOrigin: config.publicUrl,
    adminToken: config.adminToken,
    trustProxy,
    clientDir,
    now,
    monotonic: () => parts.monotonic(),
    newId: () => parts.newId(),
  });
  sockets.attach(app.server);
  await removeDeleted(parts);
  rooms.probeStorage();
  return {
    listen: async () => {
      await app.listen({ host: config.host, port: config.port });
      return app.server.address() as AddressInfo;
    },
    stop: async () => {
      sockets.refuse();
      await rooms.stop();
      await sockets.stop();
      await app.close();
    },
  };
}

/**
 * Finishes deletions that a crash cut off between the record and the data. Where the disk is full, it tries again later:
 * the other boards are served meanwhile.
 */
async function removeDeleted(parts: ServerParts): Promise<void> {
  const { log, blobs, catalog } = parts.storage;
  for (const { id, deletedAt } of await catalog.list()) {
    if (deletedAt === null) continue;
    try {
      await log.delete(id);
      await blobs.deleteAll(id);
    } catch (error) {
      if (!(error instanceof LogUnavailable || error instanceof BlobsUnavailable)) throw error;
      parts.logger.warn({ err: error, board: id }, 'a deleted board could not be removed from the disk yet');
      parts.later(() => void removeDeleted(parts), REMOVE_AGAIN_MS);
      return;
    }
  }
}
