import type { NoteId } from '#board/ids';
import { newId } from '../api/new-id.ts';

/** A contribution under way. It keeps its id until the server has it, so sending again never makes two notes. */
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
  try {
    const { id, regionId, text } = JSON.parse(localStorage.getItem(keyOf(boardId)) ?? '{}') as Record<string, unknown>;
    if (typeof id === 'string' && typeof regionId === 'string' && typeof text === 'string')
      return { id: id as NoteId, regionId, text };
  } catch (error) {
    console.warn('Veivalg: the draft cannot be read', error);
  }
  return emptyDraft();
}

/** A browser that refuses to store costs the draft's safety, not the writing. */
export function keepDraft(boardId: string, draft: Draft): void {
  try {
    localStorage.setItem(keyOf(boardId), JSON.stringify(draft));
  } catch (error) {
    console.warn('Veivalg: the browser does not store the draft', error);
  }
}
