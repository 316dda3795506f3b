import { type BoardId, SECRET_ID_PATTERN } from '#board/ids';
import { ROLES, type Role } from '#board/roles';
import type { BoardRecord, Catalog } from '../storage/catalog.ts';
import { hashToken, tokenHasHash } from './tokens.ts';

/** What a token gives access to. An unknown board and a wrong token give the same answer, 'refused'. */
export type Admission =
  | { readonly outcome: 'admitted'; readonly role: Role; readonly record: BoardRecord }
  /** The token is valid, but the board has been deleted. */
  | { readonly outcome: 'deleted' }
  | { readonly outcome: 'refused' };

const NO_HASH = hashToken('');

/**
 * Judges a token for a board. Every role is compared, even if the board does not exist or has no such invite, so that
 * the time taken reveals nothing.
 */
export async function admit(catalog: Catalog, boardId: string, token: string): Promise<Admission> {
  const known = SECRET_ID_PATTERN.test(boardId) ? await catalog.get(boardId as BoardId) : null;
  let role: Role | null = null;
  for (const one of ROLES) {
    const matches = tokenHasHash(token, known?.invites[one]?.hash ?? NO_HASH);
    if (matches && token !== '' && role === null) role = one;
  }
  if (known === null || role === null) return { outcome: 'refused' };
  if (known.deletedAt !== null) return { outcome: 'deleted' };
  return { outcome: 'admitted', role, record: known };
}
