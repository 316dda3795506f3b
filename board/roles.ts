import { ROOTS, type RootName } from './board-doc.ts';

/** What an invite lets its holder do, strongest first. */
export const ROLES = ['facilitator', 'participant', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

const PARTICIPANT_ROOTS: readonly RootName[] = ['notes', 'places', 'links', 'threads', 'drawings'];

/** Whether a role may write under a root. Roots that are not ours may be written by nobody. */
export function mayWrite(role: Role, rootName: string): boolean {
  if (role === 'viewer') return false;
  const writable: readonly string[] = role === 'facilitator' ? ROOTS : PARTICIPANT_ROOTS;
  return writable.includes(rootName);
}

/** Whether a role is the needed one or a stronger one. */
export function roleAtLeast(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) <= ROLES.indexOf(needed);
}

/** Whether a value from outside is a role. */
export function isRole(value: unknown): value is Role {
  return ROLES.some((role) => role === value);
}
