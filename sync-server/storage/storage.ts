import type { Blobs } from './blobs.ts';
import type { BoardLog } from './board-log.ts';
import type { Catalog } from './catalog.ts';
import type { Damage } from './damage.ts';
import type { WorkMarks } from './work-marks.ts';

/** Everything that a server stores, open and ready for use. */
export interface Storage {
  readonly log: BoardLog;
  readonly catalog: Catalog;
  readonly blobs: Blobs;
  /** What was found damaged at the opening. All else is served. */
  readonly damages: readonly Damage[];
  /** When the storage was restored from a backup, milliseconds since 1970; null: never. */
  readonly restoredAt: number | null;
  readonly marks: WorkMarks;
  /** Waits for writes under way and releases the storage. */
  close(): Promise<void>;
}
