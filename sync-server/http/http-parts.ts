import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Migration } from '#board/schema/migrations';
import type { Template } from '#board/template/template';
import type { Limits } from '#protocol/limits';
import type { Logger } from '../observe/logger.ts';
import type { LoopDelay } from '../observe/loop-delay.ts';
import type { Metrics } from '../observe/metrics.ts';
import type { Rooms } from '../rooms/rooms.ts';
import type { Blobs } from '../storage/blobs.ts';
import type { BoardLog } from '../storage/board-log.ts';
import type { Catalog } from '../storage/catalog.ts';
import type { Damage } from '../storage/damage.ts';
import type { Exporter } from './exporter.ts';

/** What the HTTP interface is made of. */
export interface HttpParts {
  readonly rooms: Rooms;
  readonly catalog: Catalog;
  readonly blobs: Blobs;
  readonly log: BoardLog;
  /** What of the storage is damaged, told at /readyz. */
  readonly damages: readonly Damage[];
  /** Makes files of boards. */
  readonly exporter: Exporter;
  readonly templates: ReadonlyMap<string, Template>;
  readonly migrations: readonly Migration[];
  readonly limits: Limits;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** How late the event loop comes to what is due, or null: it is not measured. */
  readonly loopDelay: LoopDelay | null;
  /** The origin that links are made with, or null: the one that the request came to. */
  readonly publicOrigin: string | null;
  /** What it takes to make a board, or null: anybody may. */
  readonly adminToken: string | null;
  readonly trustProxy: boolean;
  /** The folder of the built client, or null: none is served. */
  readonly clientDir: string | null;
  /** Milliseconds since 1970. */
  now(): number;
  /** A fresh id of at least 128 random bits; ids and tokens are made of it. */
  newId(): string;
}

/** Fastify, with request and answer typed by the zod schemas of each call. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression<RawServerDefault>,
  RawReplyDefaultExpression<RawServerDefault>,
  FastifyBaseLogger,
  ZodTypeProvider
>;
