import { isRole, type Role } from '#board/roles';

/**
 * What this browser remembers between visits, in localStorage: the boards it has opened with the links it has seen, the
 * member's name, unsent drafts. Nothing of it leaves the browser.
 */
export interface KnownBoard {
  readonly id: string;
  readonly title: string;
  /** The strongest role this browser has come in with last. */
  readonly role: Role;
  /** Tokens by role, as far as they were seen here. */
  readonly tokens: Readonly<Partial<Record<Role, string>>>;
  readonly openedAt: number;
}

const BOARDS = 'veivalg.boards';
const NAME = 'veivalg.name';
const KEPT = 100;

/** The boards of this browser, the last opened first. */
export function knownBoards(): KnownBoard[] {
  const stored = readJson(BOARDS);
  return Array.isArray(stored) ? stored.filter(isKnownBoard) : [];
}

export function knownBoard(id: string): KnownBoard | null {
  return knownBoards().find((board) => board.id === id) ?? null;
}

/** Remembers a board; tokens seen earlier are kept unless a newer one for the same role is given. */
export function rememberBoard(
  id: string,
  title: string,
  role: Role,
  tokens: KnownBoard['tokens'],
  nowMs: number,
): void {
  const earlier = knownBoard(id);
  const board: KnownBoard = { id, title, role, tokens: { ...earlier?.tokens, ...tokens }, openedAt: nowMs };
  writeJson(BOARDS, [board, ...knownBoards().filter((other) => other.id !== id)].slice(0, KEPT));
}

export function forgetBoard(id: string): void {
  writeJson(
    BOARDS,
    knownBoards().filter((board) => board.id !== id),
  );
}

/** Forgets one link, as after it was withdrawn. */
export function forgetToken(id: string, role: Role): void {
  const board = knownBoard(id);
  if (board === null) return;
  const { [role]: _gone, ...tokens } = board.tokens;
  writeJson(
    BOARDS,
    knownBoards().map((other) => (other.id === id ? { ...other, tokens } : other)),
  );
}

export function rememberedName(): string {
  return localStorage.getItem(NAME) ?? '';
}

export function rememberName(name: string): void {
  localStorage.setItem(NAME, name);
}

/** The address of a board for a token. It stays in the fragment, which no server is sent. */
export function boardLink(boardId: string, token: string, page = ''): string {
  return `${location.origin}/b/${boardId}${page}#${token}`;
}

/** The token in a link of ours; '' where there is none. */
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

/** What this browser keeps under a key; null where there is nothing, or something that is no JSON. */
export function readJson(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null');
  } catch (error) {
    console.warn('Veivalg: something else wrote', key, error);
    return null;
  }
}

/** A browser that refuses to store more costs the list of boards, not the board. */
export function writeJson(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch (error) {
    console.warn('Veivalg: the browser does not store', key, error);
  }
}
