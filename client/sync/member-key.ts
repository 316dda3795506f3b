import { newId } from '../api/new-id.ts';

const KEY_PATTERN = /^[A-Za-z0-9_-]{22,86}$/;

/**
 * The secret by which the server recognises that two connections, even weeks apart, belong to the same member. There is
 * one for each board and browser; all windows share it and no other member gets it. It identifies a member and gives no
 * rights. If the browser stores nothing, each call returns a new key.
 */
export function memberKey(boardId: string): string {
  const name = nameOf(boardId);
  try {
    const kept = localStorage.getItem(name);
    if (kept !== null && KEY_PATTERN.test(kept)) return kept;
    localStorage.setItem(name, newId());
    return localStorage.getItem(name) ?? newId();
  } catch (error) {
    console.warn('Veivalg: the browser does not store', name, error);
    return newId();
  }
}

/** Deletes the key. For boards that were deleted. */
export function forgetMemberKey(boardId: string): void {
  try {
    localStorage.removeItem(nameOf(boardId));
  } catch (error) {
    console.warn('Veivalg: the browser does not delete', nameOf(boardId), error);
  }
}

function nameOf(boardId: string): string {
  return `veivalg.member.${boardId}`;
}
