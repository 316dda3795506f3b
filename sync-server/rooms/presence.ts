/**
 * Who is on the board and where their cursors are. Never stored, and the only thing that bypasses the commit queue.
 *
 * Format (y-protocols awareness): a count of entries, each a client id, a clock and a state as JSON ('null': gone).
 * A session speaks for one client id, the first that it sends and may take. y-websocket echoes the states of others, so
 * entries for other ids are ignored and not an error. An id that is in use can be taken only by the same member, or
 * without a key by a client without one, and only before it has been sent others' presence: that is how a member who
 * reconnects takes over the id of its old connection.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { decodeUtf8, encodeUtf8 } from 'lib0/string';
import type { Role } from '#board/roles';
import { frameAwareness } from '#protocol/frames';
import { isCaret } from '#protocol/presence';
import { Parcel, type Session } from './session.ts';

interface Entry {
  readonly clientId: number;
  readonly clock: number;
  /** JSON in UTF-8. */
  readonly state: Uint8Array;
}

interface Speaker {
  clientId: number | null;
  /** It has sent its first message, so it may be sent others' presence. */
  greeted: boolean;
  /** It has been sent presence. */
  informed: boolean;
}

export interface PresenceParts {
  /** Only a client's last state within each window is passed on. */
  readonly windowMs: number;
  readonly maxBytes: number;
  later(task: () => void, ms: number): void;
  /** Claims an id for a session; false if it is another member's. */
  speaks(session: Session, clientId: number): boolean;
}

/** JSON's null: the client is gone. */
const GONE = Uint8Array.of(0x6e, 0x75, 0x6c, 0x6c);
/** Clients count up by one. A clock beyond what lib0 can read would throw in every other client once it is raised. */
const MOST_CLOCK = 2 ** 40;

export class RoomPresence {
  readonly #parts: PresenceParts;
  readonly #speakers = new Map<Session, Speaker>();
  readonly #owners = new Map<number, Session>();
  readonly #states = new Map<number, Entry>();
  readonly #changed = new Map<number, Entry>();
  readonly #newcomers = new Set<Session>();
  #scheduled = false;

  constructor(parts: PresenceParts) {
    this.#parts = parts;
  }

  add(session: Session): void {
    this.#speakers.set(session, { clientId: null, greeted: false, informed: false });
  }

  /** Announces that the session's client is gone, unless its id already belongs to a newer connection. */
  remove(session: Session): void {
    const clientId = this.#speakers.get(session)?.clientId ?? null;
    this.#speakers.delete(session);
    this.#newcomers.delete(session);
    if (clientId === null || this.#owners.get(clientId) !== session) return;
    this.#owners.delete(clientId);
    const last = this.#states.get(clientId);
    this.#states.delete(clientId);
    if (last !== undefined) this.#change({ clientId, clock: last.clock + 1, state: GONE });
  }

  /** Sends the session everybody's presence at the end of the window, after its own first messages have been read. */
  greet(session: Session): void {
    const speaker = this.#speakers.get(session);
    if (speaker === undefined) return;
    speaker.greeted = true;
    this.#newcomers.add(session);
    this.#schedule();
  }

  /** Takes an awareness update. Returns 'unreadable' or 'tooLarge' if it must not be passed on. */
  hear(session: Session, update: Uint8Array): 'taken' | 'unreadable' | 'tooLarge' {
    const speaker = this.#speakers.get(session);
    if (speaker === undefined) return 'taken';
    const entries = readEntries(update);
    if (entries === null) return 'unreadable';
    if (!speaker.greeted) this.greet(session);
    for (const entry of entries) {
      if (speaker.clientId === null && this.#mayTake(session, entry.clientId, speaker))
        speaker.clientId = entry.clientId;
      if (entry.clientId !== speaker.clientId) continue;
      if (entry.state.length > this.#parts.maxBytes) return 'tooLarge';
      const state = readState(entry.state);
      if (state === undefined || entry.clock > MOST_CLOCK) return 'unreadable';
      this.#owners.set(entry.clientId, session);
      const known = this.#states.get(entry.clientId);
      if (known !== undefined && known.clock > entry.clock) continue;
      // A copy: the entry is a view that would keep the whole message in memory.
      const kept = { ...entry, state: soundState(state, session.role) ?? entry.state.slice() };
      if (state === null) this.#states.delete(entry.clientId);
      else this.#states.set(entry.clientId, kept);
      this.#change(kept);
    }
    return 'taken';
  }

  #mayTake(session: Session, clientId: number, speaker: Speaker): boolean {
    const owner = this.#owners.get(clientId);
    if (owner !== undefined && (speaker.informed || owner.member !== session.member)) return false;
    return this.#parts.speaks(session, clientId);
  }

  #change(entry: Entry): void {
    this.#changed.set(entry.clientId, entry);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#parts.later(() => this.#flush(), this.#parts.windowMs);
  }

  #flush(): void {
    this.#scheduled = false;
    const changed = [...this.#changed.values()];
    this.#changed.clear();
    const everybody = [...this.#states.values()];
    const news = changed.length > 0 ? new Parcel([frameAwareness(writeEntries(changed))]) : null;
    const whole =
      everybody.length > 0 && this.#newcomers.size > 0 ? new Parcel([frameAwareness(writeEntries(everybody))]) : null;
    for (const [session, speaker] of this.#speakers) {
      const parcel = this.#newcomers.has(session) ? whole : speaker.greeted ? news : null;
      if (parcel === null || session.behind) continue;
      speaker.informed = true;
      session.send(parcel);
    }
    this.#newcomers.clear();
  }
}

/** Null if the bytes are not an awareness update. States are views into it and are not parsed. */
function readEntries(update: Uint8Array): Entry[] | null {
  try {
    const decoder = decoding.createDecoder(update);
    const entries: Entry[] = [];
    for (let left = decoding.readVarUint(decoder); left > 0; left -= 1) {
      const clientId = decoding.readVarUint(decoder);
      const clock = decoding.readVarUint(decoder);
      const length = decoding.readVarUint(decoder);
      if (length > update.length - decoder.pos) return null;
      entries.push({ clientId, clock, state: decoding.readUint8Array(decoder, length) });
    }
    return entries;
  } catch {
    return null; // lib0 throws on bytes it cannot read; the session is then closed
  }
}

/** Undefined if other clients could not read the state. Call it only after the size was checked. */
function readState(bytes: Uint8Array): object | null | undefined {
  try {
    const state: unknown = JSON.parse(decodeUtf8(bytes));
    return typeof state === 'object' ? state : undefined;
  } catch {
    return undefined; // not JSON or not UTF-8; the session is then closed
  }
}

/**
 * What is passed on in place of a state: without the note and the caret of a viewer, who writes in none, and without a
 * caret that other clients could not read. Null if the state can be passed on as it is.
 */
function soundState(state: object | null, role: Role): Uint8Array | null {
  const { caret = null, editing = null } = (state ?? {}) as { caret?: unknown; editing?: unknown };
  const writes = role !== 'viewer';
  if ((caret === null || (writes && isCaret(caret))) && (editing === null || writes)) return null;
  return encodeUtf8(JSON.stringify({ ...state, caret: null, ...(writes ? {} : { editing: null }) }));
}

function writeEntries(entries: readonly Entry[]): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, entries.length);
  for (const { clientId, clock, state } of entries) {
    encoding.writeVarUint(encoder, clientId);
    encoding.writeVarUint(encoder, clock);
    encoding.writeVarUint8Array(encoder, state);
  }
  return encoding.toUint8Array(encoder);
}
