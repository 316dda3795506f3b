import type * as Y from 'yjs';
import type { BoardSession } from './board-session.ts';

/** Makes an edit that is undone by itself: it joins neither the edit before it nor the one after it. */
export function editStep(session: BoardSession, change: (doc: Y.Doc) => void): void {
  session.undo.stop();
  session.edit(change);
  session.undo.stop();
}
