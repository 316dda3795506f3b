import { isRole, ROLES, type Role } from '#board/roles';
import { readStoredJson, writeStoredJson } from './stored-json.ts';

/**
 * One board in the list that this browser keeps of the boards it has opened. The list and the member's name are in
 * localStorage and never leave the browser.
 */
export interface KnownBoard {
  readonly id: string;
  readonly title: string;
  /** The role of the link that this browser last opened the board with. */
  readonly role: Role;
  /** Tokens by role; only those that this browser has seen. */
  readonly tokens: Readonly<Partial<Record<Role, string>>>;
  readonly openedAt: number;
}

const BOARDS = 'veivalg.boards';
const NAME = 'veivalg.name';
const MAX_BOARDS = 100;

/** The boards that this browser has opened, most recent first. */
export function knownBoards(): KnownBoard[] {
  const stored = readStoredJson(BOARDS);
  return Array.isArray(stored) ? stored.filter(isKnownBoard) : [];
}

export function knownBoard(id: string): KnownBoard | null {
  return knownBoards().find((board) => board.id === id) ?? null;
}

/** Remembers a board. Tokens seen earlier are kept, unless there is a newer one for the same role. */
export function rememberBoard(
  id: string,
  title: string,
  role: Role,
  tokens: KnownBoard['tokens'],
  nowMs: number,
): void {
  const earlier = knownBoard(id);
  const board: KnownBoard = { id, title, role, tokens: { ...earlier?.tokens, ...tokens }, openedAt: nowMs };
  writeStoredJson(BOARDS, [board, ...knownBoards().filter((other) => other.id !== id)].slice(0, MAX_BOARDS));
}

export function forgetBoard(id: string): void {
  writeStoredJson(
    BOARDS,
    knownBoards().filter((board) => board.id !== id),
  );
}

/** Forgets one link, for instance after it was withdrawn. */
export function forgetToken(id: string, role: Role): void {
  const board = knownBoard(id);
  if (board === null) return;
  const { [role]: _gone, ...tokens } = board.tokens;
  writeStoredJson(
    BOARDS,
    knownBoards().map((other) => (other.id === id ? { ...other, tokens } : other)),
  );
}

/** The token of the strongest role among some, or '' if there is none. */
export function strongestToken(tokens: KnownBoard['tokens']): string {
  return ROLES.map((role) => tokens[role]).find((token) => token !== undefined) ?? '';
}

export function rememberedName(): string {
  return localStorage.getItem(NAME) ?? '';
}

export function rememberName(name: string): void {
  localStorage.setItem(NAME, name);
}

/** The address of a board with a token, or without one if it is ''. The token is in the fragment, which browsers do not send to servers. */
export function boardLink(boardId: string, token: string, page = ''): string {
  return `${location.origin}/b/${boardId}${page}${token === '' ? '' : `#${token}`}`;
}

/** The token in a link to a board; '' if it has none. */
export function tokenIn(link: string): string {
  return link.split('#')[1] ?? '';
}

function isKnownBoard(value: unknown): value is KnownBoard {
  if (typeof value !== 'object' || value === null) return false;
  const { id, title, role, tokens } = value as Partial<Record<keyof KnownBoard, unknown>>;
  return (
    typeof id === 'string' && typeof title === 'string' && isRole(role) && typeof tokens === 'object' && tokens !== null
  );
}
