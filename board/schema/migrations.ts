import type * as Y from 'yjs';

/** One step of the schema. It reads and edits the document and uses nothing else. */
export interface Migration {
  /** The schema version it leads to. Consecutive, from 2. */
  readonly to: number;
  readonly title: string;
  readonly migrate: (doc: Y.Doc) => void;
}

/** Every step since version 1, in order. None yet: compatibility begins with 0.1.0. */
export const MIGRATIONS: readonly Migration[] = [];
