import type { FailPoint } from '../journal/fail-points.ts';

/** What a step from one version of a data folder to the next needs. */
export interface MigrationParts {
  /** The data folder. */
  readonly path: string;
  /** The program that reads what this one no longer links, or null: then there is none. */
  readonly oldLogReader: string | null;
  readonly failPoint: FailPoint;
  tell(sentence: string): void;
}
