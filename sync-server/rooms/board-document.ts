import * as Y from 'yjs';
import { isChecked } from '#board/board-doc';
import { faultsOf } from '#board/rules/document-rules';
import type { Fault } from '#board/rules/fault';
import type { RuleLimits } from '#board/rules/rule-limits';
import { frameStep2 } from '#protocol/frames';
import { type Glance, glance } from '../update-guard/glance.ts';
import { KnownStructs } from '../update-guard/known-structs.ts';
import { GradualChange } from './gradual/gradual-change.ts';
import { Parcel } from './session.ts';
import { UpdateStore } from './update-store.ts';

/**
 * How many updates are applied to the Y.Doc in one transaction, which costs a third of one transaction each. Each board
 * draws its own number between this and twice as many, so that equally busy boards do not all pause at the same moment.
 */
const LEAST_BATCH = 128;
/** How much may wait to be applied, as a glance measures it: a few milliseconds' work. */
const LARGEST_BATCH = 2_000;

/**
 * A board's document as a room keeps it. Accepted updates are known to the guard at once, but applied to the Y.Doc in
 * batches: when the document is asked for, or when enough updates wait.
 */
export class BoardDocument {
  readonly #doc: Y.Doc;
  readonly #known = new KnownStructs();
  readonly #batch: number;
  #waiting = new UpdateStore();
  #waitingSize = 0;
  /** A change that is being applied in parts. Until its end, it checks everybody's changes together with its own. */
  #gradual: GradualChange | null = null;
  /** The whole document as messages for newcomers; null once it is out of date. */
  #whole: Parcel | null = null;
  /** An update came or the whole document was asked for since the last {@link rest}. */
  #isActive = false;

  readonly #rules: RuleLimits;
  readonly #faulty: (faults: readonly Fault[]) => void;

  /**
   * `doc`: the board as stored. `faulty` is called after a batch was applied, with what in it breaks the board's rules.
   */
  constructor(doc: Y.Doc, rules: RuleLimits, faulty: (faults: readonly Fault[]) => void) {
    this.#rules = rules;
    this.#faulty = faulty;
    this.#doc = doc;
    this.#batch = LEAST_BATCH + (this.#doc.clientID % LEAST_BATCH);
    this.#known.catchUp(this.#doc, this.#doc.store.clients.keys());
  }

  /** The document with everything in it, for reading. */
  get doc(): Y.Doc {
    this.#fold();
    return this.#doc;
  }

  get clientId(): number {
    return this.#doc.clientID;
  }

  /** See {@link glance}. */
  glance(update: Uint8Array): Glance {
    return glance(this.#known, update);
  }

  /** Whether the board has no struct of a client id. */
  isNew(clientId: number): boolean {
    return this.#known.endOf(clientId) === 0;
  }

  /** Takes an update whose glance was sure. */
  take(update: Uint8Array, { clients, lengths, spots, size, rightClient, rightClock }: Glance): void {
    const [client] = clients;
    if (client !== undefined) {
      for (let i = 0; i < lengths.length; i++) this.#known.add(client, lengths[i] as number, spots[i] as number);
      this.#known.follow(client, rightClient, rightClock);
    }
    this.#whole = null;
    this.#isActive = true;
    this.#waiting.push(update);
    this.#waitingSize += size;
    if (this.#waiting.count >= this.#batch || this.#waitingSize > LARGEST_BATCH) this.#fold();
  }

  /**
   * Applies an update that `touches` has judged against {@link doc}. Returns what in it breaks the board's rules. Throws
   * if Yjs cannot apply it after all.
   */
  apply(update: Uint8Array, { clients }: Glance): readonly Fault[] {
    this.#fold();
    this.#whole = null;
    const faults = this.#take([update]);
    this.#known.catchUp(this.#doc, clients);
    return faults;
  }

  /** Begins a change that is applied in parts. There may be one at a time. */
  begin(): GradualChange {
    this.#fold();
    this.#gradual = new GradualChange(this.#doc, this.#rules);
    return this.#gradual;
  }

  /** Applies a part of the change that was begun. Throws if Yjs cannot apply it after all. */
  applyPart(part: Uint8Array, { clients }: Glance): void {
    this.#fold();
    this.#whole = null;
    Y.applyUpdate(this.#doc, part);
    this.#known.catchUp(this.#doc, clients);
  }

  /** The change is over: all of it was applied, or it was given up. Frees what was deleted, in slices. */
  *end(change: GradualChange): Generator<void> {
    this.#fold();
    try {
      yield* change.end();
    } finally {
      this.#gradual = null;
      this.#whole = null;
    }
  }

  /**
   * Runs an edit of the server's own. Returns the updates it made, also those it made before it threw, and its result
   * or error.
   */
  change<T>(change: (doc: Y.Doc) => T): { result: T | null; error: { thrown: unknown } | null; updates: Uint8Array[] } {
    const { doc } = this;
    const updates: Uint8Array[] = [];
    const gather = (update: Uint8Array) => updates.push(update);
    doc.on('update', gather);
    let result: T | null = null;
    let error: { thrown: unknown } | null = null;
    try {
      result = doc.transact(() => change(doc), 'server');
    } catch (thrown) {
      error = { thrown };
    }
    doc.off('update', gather);
    if (updates.length > 0) this.#whole = null;
    this.#known.catchUp(doc, [doc.clientID]);
    return { result, error, updates };
  }

  /** Whether {@link whole} is ready, so that nothing needs to be encoded. */
  get hasWhole(): boolean {
    return this.#whole !== null;
  }

  /** Messages that give a client the whole document. */
  whole(): Parcel {
    this.#whole ??= new Parcel([frameStep2(Y.encodeStateAsUpdate(this.doc))]);
    this.#isActive = true;
    return this.#whole;
  }

  /** Messages with everything that a client's state vector says it lacks. Throws if the vector cannot be read. */
  answer(stateVector: Uint8Array): Parcel {
    return new Parcel([frameStep2(Y.encodeStateAsUpdate(this.doc, stateVector))]);
  }

  /** Messages with everything after a state, which is given as a state vector by client. */
  difference(since: ReadonlyMap<number, number>): Parcel {
    return this.answer(Y.encodeStateVector(new Map(since)));
  }

  /** The state vector, by client. */
  ends(): Map<number, number> {
    return this.#known.ends();
  }

  /** How many clocks of a client there are. */
  endOf(clientId: number): number {
    return this.#known.endOf(clientId);
  }

  /**
   * Frees memory that only a busy room needs, if nothing has happened since the last call. Returns true if it must be
   * called again because something has.
   */
  rest(): boolean {
    const isQuiet = !this.#isActive;
    this.#isActive = false;
    if (!isQuiet) return true;
    this.#fold();
    this.#whole = null;
    return false;
  }

  #fold(): void {
    if (this.#waiting.count === 0) return;
    this.#waitingSize = 0;
    const faults = this.#take(this.#waiting.empty());
    if (faults.length > 0) this.#faulty(faults);
  }

  #take(updates: readonly Uint8Array[]): Fault[] {
    if (this.#gradual !== null) this.#gradual.isMixed = true;
    const isChecked = this.#gradual === null;
    let faults: Fault[] = [];
    const look = (transaction: Y.Transaction) => {
      faults = faultsOf(this.#doc, transaction, this.#rules).filter(matters);
    };
    if (isChecked) this.#doc.once('afterTransaction', look);
    try {
      this.#doc.transact(() => {
        for (const update of updates) Y.applyUpdate(this.#doc, update);
      });
    } finally {
      this.#doc.off('afterTransaction', look);
    }
    return faults;
  }
}

/** Readers skip a value that is not a record, so it does no harm, except where a reader takes values apart. */
function matters({ root, reason }: Fault): boolean {
  return reason !== 'not-a-record' || isChecked(root);
}
