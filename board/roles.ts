/** What an invite lets its holder do, strongest first. What each may write is in `nouns.ts`. */
export const ROLES = ['facilitator', 'participant', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

/** Whether a role is the needed one or a stronger one. */
export function roleAtLeast(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) <= ROLES.indexOf(needed);
}

/** Whether a value from outside is a role. */
export function isRole(value: unknown): value is Role {
  return ROLES.some((role) => role === value);
}
