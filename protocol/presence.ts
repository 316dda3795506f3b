import { ID_PATTERN, type NoteId } from '#board/ids';

/** A position on the canvas, in its own units. */
export type Point = readonly [x: number, y: number];

/** What one member shows the others while connected. It is never stored, and nothing in it is trusted. */
export interface Presence {
  readonly user: { readonly name: string; readonly color: string };
  /** Where the pointer is; null when it is not on the canvas. */
  readonly cursor: Point | null;
  /** The note in which this member is writing. */
  readonly editing: NoteId | null;
  /** y-prosemirror's cursor in that note, as relative positions; read and written by the text editor alone. */
  readonly caret: unknown;
}

const COLOR = /^#[0-9a-fA-F]{6}$/;
const NAME_CHARACTERS = 60;
const FARTHEST = 1e7;

/**
 * Reads a presence state that another client sent. Total: whatever does not read as it should is replaced by its
 * absence, and a state that is no object at all reads as null.
 */
export function readPresence(state: unknown): Presence | null {
  if (!isObject(state)) return null;
  const user = isObject(state.user) ? state.user : {};
  return {
    user: {
      name: typeof user.name === 'string' ? user.name.slice(0, NAME_CHARACTERS) : '',
      color: typeof user.color === 'string' && COLOR.test(user.color) ? user.color : '#64748b',
    },
    cursor: readPoint(state.cursor),
    editing: readNoteId(state.editing),
    caret: state.caret ?? null,
  };
}

function readPoint(value: unknown): Point | null {
  if (!Array.isArray(value) || value.length !== 2) return null;
  const [x, y]: unknown[] = value;
  return isCoordinate(x) && isCoordinate(y) ? [x, y] : null;
}

function isCoordinate(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= FARTHEST;
}

function readNoteId(value: unknown): NoteId | null {
  return typeof value === 'string' && ID_PATTERN.test(value) ? (value as NoteId) : null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
