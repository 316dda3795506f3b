/** Places on the way to the disk where a test ends the process, in the order in which they are passed. */
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
  'upgrade.logWritten',
  'upgrade.logNamed',
  'upgrade.oldMoved',
  'upgrade.newMoved',
  'upgrade.beforeVersion',
] as const;

export type FailPointName = (typeof FAIL_POINTS)[number];

/** Called at each passing of a place. */
export type FailPoint = (name: FailPointName) => void;
