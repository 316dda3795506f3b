import { useCallback } from 'react';
import type * as Y from 'yjs';
import type { BoardSession } from '../sync/board-session.ts';
import { editStep } from '../sync/edit-step.ts';

/** Edits by buttons: each press is one step of undo. */
export function useSteps(session: BoardSession): (change: (doc: Y.Doc) => void) => void {
  return useCallback((change) => editStep(session, change), [session]);
}
