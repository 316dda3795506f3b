import type { Board } from '#board/board';
import type { ExportOptions } from './export-options.ts';
import { outlineOf } from './outline.ts';

/** Increase it when programs that read the format would have to change; added keys do not count. */
const FORMAT_VERSION = 1;

/** The board as JSON: the outline of the API, preceded by keys that say what file this is. */
export function toJson(board: Board, { language, boardId, exportedAt, snapshotName }: ExportOptions): string {
  const head = {
    format: 'veivalg-board',
    formatVersion: FORMAT_VERSION,
    exportedAt: new Date(exportedAt).toISOString(),
    ...(snapshotName === undefined ? {} : { snapshot: snapshotName }),
  };
  return `${JSON.stringify({ ...head, ...outlineOf(board, boardId, language) }, null, 2)}\n`;
}
