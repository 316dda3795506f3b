import { FARTHEST } from '#board/coordinates';
import { ID_PATTERN, type NoteId } from '#board/ids';
import { isObject } from '#board/rules/plain-value';

/** A position on the canvas, in its own units. */
export type Point = readonly [x: number, y: number];

/** What one member shows the others while connected. It is never stored, and nothing in it is trusted. */
export interface Presence {
  readonly user: { readonly name: string; readonly color: string };
  /** Where the pointer is; null when it is not on the canvas. */
  readonly cursor: Point | null;
  /** The note in which this member is writing. */
  readonly editing: NoteId | null;
  /** The selection in that note. */
  readonly caret: Caret | null;
}

/** A selection in a text, as y-prosemirror writes it: two of Yjs' relative positions. */
export interface Caret {
  readonly anchor: RelativePosition;
  readonly head: RelativePosition;
}

/** At a letter (`item`) or at an end of a text (`type`). Yjs also knows positions by a root's name; notes have none. */
interface RelativePosition {
  readonly type?: StructId | null;
  readonly tname?: null;
  readonly item?: StructId | null;
  readonly assoc?: number | null;
}

interface StructId {
  readonly client: number;
  readonly clock: number;
}

const COLOR = /^#[0-9a-fA-F]{6}$/;
/** The longest name that others are shown, in UTF-16 units. */
export const NAME_CHARACTERS = 60;

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
    caret: isCaret(state.caret) ? state.caret : null,
  };
}

/** Whether a value is a caret in a note. Yjs throws on positions that are malformed. Allocates nothing. */
export function isCaret(value: unknown): value is Caret {
  return isObject(value) && isPosition(value.anchor) && isPosition(value.head);
}

function isPosition(value: unknown): value is RelativePosition {
  if (!isObject(value)) return false;
  const { type = null, tname = null, item = null, assoc = null } = value;
  if (tname !== null || (assoc !== null && typeof assoc !== 'number')) return false;
  return type === null ? isStructId(item) : isStructId(type) && (item === null || isStructId(item));
}

function isStructId(value: unknown): value is StructId {
  return isObject(value) && isCount(value.client) && isCount(value.clock);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
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
