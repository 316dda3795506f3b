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

/** What the HTTP interface needs. */
export interface HttpParts {
  readonly rooms: Rooms;
  readonly catalog: Catalog;
  readonly blobs: Blobs;
  readonly log: BoardLog;
  /** Damage found in the storage, reported at /readyz. */
  readonly damages: readonly Damage[];
  /** Exports boards to files. */
  readonly exporter: Exporter;
  readonly templates: ReadonlyMap<string, Template>;
  readonly migrations: readonly Migration[];
  readonly limits: Limits;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** The delay of the event loop; null if it is not measured. */
  readonly loopDelay: LoopDelay | null;
  /** The origin of links; null: the one that the request was sent to. */
  readonly publicOrigin: string | null;
  /** The token needed to create boards; null: none is needed. */
  readonly adminToken: string | null;
  readonly trustProxy: boolean;
  /** The folder of the built client; null if the client is not served. */
  readonly clientDir: string | null;
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds of a clock that is never set back. */
  monotonic(): number;
  /** A new id of at least 128 random bits, used for ids and tokens. */
  newId(): string;
}

/** Fastify, with requests and replies typed by each route's zod schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression<RawServerDefault>,
  RawReplyDefaultExpression<RawServerDefault>,
  FastifyBaseLogger,
  ZodTypeProvider
>;
