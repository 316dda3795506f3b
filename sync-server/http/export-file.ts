import * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import { type Label, type Language, labelIn } from '#board/label';
import { readBoard } from '#board/reading/read-board';
import { toJson } from '#formats/json';
import { toMarkdown } from '#formats/markdown';
import { toXlsx } from '#formats/xlsx';
import type { ExportFormat } from '#protocol/http-api';

/** The input of an export. Plain data, so that it can be sent to another thread. */
export interface ExportTask {
  /** A Yjs update of the whole board. */
  readonly state: Uint8Array;
  readonly format: ExportFormat;
  /** Null: the board's own language. */
  readonly language: Language | null;
  readonly boardId: string;
  /** Milliseconds since 1970. */
  readonly exportedAt: number;
  /** The name of the exported snapshot; null if the board is exported as it is now. */
  readonly snapshotName: string | null;
  /** Titles of templates by id. */
  readonly templateTitles: ReadonlyMap<string, Label>;
}

export interface ExportFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The board's title. */
  readonly title: string;
}

/** Reads the board and makes the file. Takes up to seconds, so not for the thread that serves members. */
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
  // Copied into a buffer of its own, which can be transferred to another thread.
  return { bytes: new Uint8Array(made), title: board.meta.title };
}
