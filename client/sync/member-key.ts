import { newId } from '../api/new-id.ts';

const KEY_PATTERN = /^[A-Za-z0-9_-]{22,86}$/;

/**
 * The secret by which the server knows that two connections, today and next week, are the same member's: one for each
 * board and browser, shared by its windows, told to no other member. It says who one is, never what one may.
 * Where the browser stores nothing it lasts as long as the window.
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

/** Forgets the key, as after the board was deleted. */
export function forgetMemberKey(boardId: string): void {
  try {
    localStorage.removeItem(nameOf(boardId));
  } catch (error) {
    console.warn('Veivalg: the browser does not answer', error);
  }
}

function nameOf(boardId: string): string {
  return `veivalg.member.${boardId}`;
}
