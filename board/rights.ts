import { NOUNS } from './nouns.ts';
import { type Role, roleAtLeast } from './roles.ts';

/** Whether a role may write under a root. Roots that are not ours may be written by nobody. */
export function mayWrite(role: Role, rootName: string): boolean {
  return Object.hasOwn(NOUNS, rootName) && roleAtLeast(role, NOUNS[rootName as keyof typeof NOUNS].writes);
}
