import * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import { type Label, type Language, labelIn } from '#board/label';
import { readBoard } from '#board/reading/read-board';
import { toJson } from '#formats/json';
import { toMarkdown } from '#formats/markdown';
import { toXlsx } from '#formats/xlsx';
import type { ExportFormat } from '#protocol/http-api';

/** What a file is made of. Plain data, so that it can be handed to another thread. */
export interface ExportTask {
  /** A Yjs update of the whole board. */
  readonly state: Uint8Array;
  readonly format: ExportFormat;
  /** null: the board's own. */
  readonly language: Language | null;
  readonly boardId: string;
  /** Milliseconds since 1970. */
  readonly exportedAt: number;
  /** Set when a snapshot is exported rather than the board as it is now. */
  readonly snapshotName: string | null;
  /** Titles of templates by their ids. */
  readonly templateTitles: ReadonlyMap<string, Label>;
}

export interface ExportFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The board's title. */
  readonly title: string;
}

/** Reads the board and makes the file. Takes seconds for large boards: not for the thread that serves members. */
export async function makeExportFile(task: ExportTask): Promise<ExportFile> {
  const doc = createBoardDoc();
  Y.applyUpdate(doc, task.state);
  const board = readBoard(doc);
  const language = task.language ?? board.meta.language;
  const options = {
    language,
    boardId: task.boardId,
    exportedAt: task.exportedAt,
    snapshotName: task.snapshotName ?? undefined,
    templateTitles: board.meta.templates.map((id) => labelIn(task.templateTitles.get(id) ?? id, language)),
  };
  const made =
    task.format === 'xlsx'
      ? await toXlsx(board, options)
      : new TextEncoder().encode(task.format === 'md' ? toMarkdown(board, options) : toJson(board, options));
  // A copy of its own, which can be handed over whole.
  return { bytes: new Uint8Array(made), title: board.meta.title };
}
