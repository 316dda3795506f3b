import type * as Y from 'yjs';
import { mayWrite, type Role } from '#board/roles';
import { type Touches, touches } from '#board/touches';

export type Verdict =
  /** It may be applied. */
  | 'allowed'
  /** Everything in it is already in the document. */
  | 'nothing'
  /** It builds upon changes that the document lacks. */
  | 'missing'
  | 'notAllowed'
  | 'unreadable';

/** Judges an update by its bytes, before it has any effect (I5). Changes nothing, never throws. */
export function judge(doc: Y.Doc, update: Uint8Array, role: Role): Verdict {
  let touched: Touches;
  try {
    touched = touches(doc, update);
  } catch {
    return 'unreadable'; // whatever is thrown here, the bytes are no update
  }
  if (touched.empty && !touched.gap) return 'nothing';
  if (role === 'viewer') return 'notAllowed';
  for (const name of touched.roots) if (!mayWrite(role, name)) return 'notAllowed';
  return touched.gap ? 'missing' : 'allowed';
}
