import type { NoteId } from '#board/ids';
import { newId } from '../api/new-id.ts';
import { readStoredJson, writeStoredJson } from '../api/stored-json.ts';

/** An unsent contribution. It keeps its id until the server has stored it, so sending it again never adds two notes. */
export interface Draft {
  readonly id: NoteId;
  readonly regionId: string;
  readonly text: string;
}

const keyOf = (boardId: string) => `veivalg.draft.${boardId}`;

export function emptyDraft(regionId = ''): Draft {
  return { id: newId<NoteId>(), regionId, text: '' };
}

export function readDraft(boardId: string): Draft {
  const { id, regionId, text } = (readStoredJson(keyOf(boardId)) ?? {}) as Record<string, unknown>;
  if (typeof id === 'string' && typeof regionId === 'string' && typeof text === 'string')
    return { id: id as NoteId, regionId, text };
  return emptyDraft();
}

export function keepDraft(boardId: string, draft: Draft): void {
  writeStoredJson(keyOf(boardId), draft);
}
