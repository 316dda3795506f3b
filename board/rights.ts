import { NOUNS } from './nouns.ts';
import { type Role, roleAtLeast } from './roles.ts';

/** Whether a role may write a root. Nobody may write a root that is not in the table of nouns. */
export function mayWrite(role: Role, rootName: string): boolean {
  return Object.hasOwn(NOUNS, rootName) && roleAtLeast(role, NOUNS[rootName as keyof typeof NOUNS].writes);
}
