/**
 * Points between two changes of the disk, in the order in which they are passed. The server does nothing there; tests
 * hand the journal a {@link FailPoint} that kills the process (tests/helpers/faulty-server/main.ts).
 */
export const FAIL_POINTS = [
  'journal.beforeWrite',
  'journal.afterWrite',
  'segment.beforeStart',
  'segment.started',
  'checkpoint.written',
  'checkpoint.renamed',
  'checkpoint.done',
  'segment.beforeRemoval',
  'segment.removed',
  'delete.recorded',
  'delete.removed',
  'upgrade.beforeVersion',
] as const;

export type FailPointName = (typeof FAIL_POINTS)[number];

/** Called each time a point is passed. */
export type FailPoint = (name: FailPointName) => void;
