import type * as Y from 'yjs';

/** One step of the schema. Pure: it reads and edits the document and knows nothing else. */
export interface Migration {
  /** The schema version it leads to. Consecutive, from 2. */
  readonly to: number;
  readonly title: string;
  readonly migrate: (doc: Y.Doc) => void;
}

/** Every step since version 1, in order. */
export const MIGRATIONS: readonly Migration[] = [
  // What is stored stays as it is: programs of version 1 must only be kept from showing notes where they lay first.
  { to: 2, title: 'moves of notes lie in a row of their own', migrate: () => undefined },
];
