import type * as Y from 'yjs';
import { isChecked, ROOTS } from '#board/board-doc';
import { mayWrite } from '#board/rights';
import { ROLES, type Role } from '#board/roles';
import type { Glance } from '../update-guard/glance.ts';
import { deletesNothing } from '../update-guard/held-update.ts';
import { type Touches, touches } from '../update-guard/touches.ts';

/** Why an update was refused; the label of a metric. */
export type Refusal =
  | 'unreadable'
  | 'notAllowed'
  /** It was applied and repaired at once: it held something that would break an unmodified client. */
  | 'rules'
  | 'foreignId'
  | 'missing'
  | 'tooLarge'
  | 'overloaded'
  | 'setAside';

export type Verdict =
  | 'allowed'
  /** Everything in it is already in the document. */
  | 'nothing'
  /** It builds upon changes that the document lacks. */
  | 'missing'
  | 'notAllowed'
  | 'unreadable';

/**
 * The roots each role may write without a closer look, as bits by index in ROOTS. Where a rule checks the values, an
 * update is always judged against the document.
 */
const WRITABLE = Object.fromEntries(
  ROLES.map((role) => [
    role,
    ROOTS.reduce((bits, name, index) => (mayWrite(role, name) && !isChecked(name) ? bits | (1 << index) : bits), 0),
  ]),
) as Record<Role, number>;

/** Whether the glance alone allows an update; if not, {@link judge} decides. */
export function plainlyAllowed(seen: Glance, role: Role): boolean {
  return seen.sure && (seen.roots & ~WRITABLE[role]) === 0;
}

/**
 * Judges an update whose bytes are well formed, before it has any effect (I5). The cheap checks come first: whether
 * it adds anything, then the role, and only then its content. Changes nothing, never throws.
 */
export function judge(doc: Y.Doc, update: Uint8Array, seen: Glance, role: Role): Verdict {
  const first = firstJudge(doc, update, seen, role);
  if (first !== null) return first;
  let touched: Touches;
  try {
    touched = touches(doc, update);
  } catch {
    return 'unreadable'; // whatever touches throws, the update must not be applied
  }
  if (touched.empty && !touched.gap) return 'nothing';
  for (const name of touched.roots) if (!mayWrite(role, name)) return 'notAllowed';
  return touched.gap ? 'missing' : 'allowed';
}

/** The cheap checks of {@link judge}; null if its content must be looked at. */
export function firstJudge(doc: Y.Doc, update: Uint8Array, seen: Glance, role: Role): 'nothing' | 'notAllowed' | null {
  if (seen.empty || (!seen.hasNew && deletesNothing(doc, update))) return 'nothing';
  return role === 'viewer' ? 'notAllowed' : null;
}
