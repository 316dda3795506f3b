/**
 * Who is here and where their cursors are. Never stored, and the only thing that goes past the commit queue.
 *
 * Bytes of y-protocols' awareness: a number of entries, each a client id, a clock and a state as JSON ('null': gone).
 * A session speaks for one client id, the first that it speaks for. y-websocket echoes what it hears from others, so
 * what a session says of other ids is passed over, not punished. A session that has been told of another's id cannot
 * take it: only a member who comes back, and says so before hearing anything, takes over the id of its old connection.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { decodeUtf8 } from 'lib0/string';
import { frameAwareness } from '#protocol/frames';
import { Parcel, type Session } from './session.ts';

interface Entry {
  readonly clientId: number;
  readonly clock: number;
  /** JSON in UTF-8. */
  readonly state: Uint8Array;
}

interface Speaker {
  clientId: number | null;
  /** It has spoken, so y-websocket's first words are known and it may be told of others. */
  greeted: boolean;
  told: boolean;
}

export interface PresenceParts {
  readonly windowMs: number;
  readonly maxBytes: number;
  /** Calls back after a while; the window in which states of one client supersede each other. */
  later(task: () => void, ms: number): void;
  /** A session begins to speak for an id; false where that is another member's. */
  speaks(session: Session, clientId: number): boolean;
}

/** JSON's null: whoever says it is gone. */
const GONE = Uint8Array.of(0x6e, 0x75, 0x6c, 0x6c);
/** Clients count up by one. Beyond what lib0 reads, the clock of somebody's end would be an error at all others. */
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
    this.#speakers.set(session, { clientId: null, greeted: false, told: false });
  }

  /** Takes the session's member off the others' boards, unless that member already has a newer connection. */
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

  /** The session opened its conversation: it is told who is here, after what else it says in the same breath. */
  greet(session: Session): void {
    const speaker = this.#speakers.get(session);
    if (speaker === undefined) return;
    speaker.greeted = true;
    this.#newcomers.add(session);
    this.#schedule();
  }

  /** Takes an awareness update. Returns 'unreadable' or 'tooLarge' where it is not one that may be passed on. */
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
      // A copy: the entry is a view of everything that came with it.
      const kept = { ...entry, state: entry.state.slice() };
      if (state === null) this.#states.delete(entry.clientId);
      else this.#states.set(entry.clientId, kept);
      this.#change(kept);
    }
    return 'taken';
  }

  #mayTake(session: Session, clientId: number, speaker: Speaker): boolean {
    return (!this.#owners.has(clientId) || !speaker.told) && this.#parts.speaks(session, clientId);
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
      speaker.told = true;
      session.send(parcel);
    }
    this.#newcomers.clear();
  }
}

/** Null where the bytes are no awareness update. States are views, and not looked into. */
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
    return null; // lib0 throws where the bytes do not read; the session is closed for it
  }
}

/** Undefined where the bytes are no state that other clients could read. To be called after their size is checked. */
function readState(bytes: Uint8Array): object | null | undefined {
  try {
    const state: unknown = JSON.parse(decodeUtf8(bytes));
    return typeof state === 'object' ? state : undefined;
  } catch {
    return undefined; // no JSON or no UTF-8; the session is closed for it
  }
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
