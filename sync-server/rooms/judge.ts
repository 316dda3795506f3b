import type * as Y from 'yjs';
import { ROOTS } from '#board/board-doc';
import { mayWrite } from '#board/rights';
import { ROLES, type Role } from '#board/roles';
import type { Glance } from '../update-guard/glance.ts';
import { type Touches, touches } from '../update-guard/touches.ts';

/** Why an update is not taken, as the metrics tell it. */
export type Refusal =
  | 'unreadable'
  | 'notAllowed'
  /** It was taken and mended at once: it held what no stock client could take. */
  | 'rules'
  | 'foreignId'
  | 'missing'
  | 'tooLarge'
  | 'overloaded'
  | 'setAside';

export type Verdict =
  /** It may be applied. */
  | 'allowed'
  /** Everything in it is already in the document. */
  | 'nothing'
  /** It builds upon changes that the document lacks. */
  | 'missing'
  | 'notAllowed'
  | 'unreadable';

/** Roots of which the server looks into what is written, so that they are judged against the document. */
const LOOKED_INTO = ROOTS.indexOf('drawings');

/** What each role may write, as bits by the index in ROOTS. */
const WRITABLE = Object.fromEntries(
  ROLES.map((role) => [
    role,
    ROOTS.reduce((bits, name, index) => (mayWrite(role, name) ? bits | (1 << index) : bits), 0) & ~(1 << LOOKED_INTO),
  ]),
) as Record<Role, number>;

/** Whether the glance alone allows an update; where not, {@link judge} decides. */
export function plainlyAllowed(seen: Glance, role: Role): boolean {
  return seen.sure && (seen.roots & ~WRITABLE[role]) === 0;
}

/** Judges an update that a glance found well formed, before it has any effect (I5). Changes nothing, never throws. */
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
