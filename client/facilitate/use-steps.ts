import { useCallback } from 'react';
import type * as Y from 'yjs';
import type { BoardSession } from '../sync/board-session.ts';

/** Edits by buttons: each is one step of undo. */
export function useSteps(session: BoardSession): (change: (doc: Y.Doc) => void) => void {
  return useCallback(
    (change) => {
      session.undo.stop();
      session.edit(change);
      session.undo.stop();
    },
    [session],
  );
}
