import * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import { type Glance, glance } from '#board/glance';
import { KnownStructs } from '#board/known-structs';
import { frameStep2 } from '#protocol/frames';

/** Updates that are taken into the Y.Doc at once: one transaction for many costs a third of many transactions. */
const BATCH = 256;
/**
 * A board's document as a room keeps it: what was judged is known at once, and taken into the Y.Doc in batches, when
 * something asks for the document or enough has come.
 */
export class BoardDocument {
  readonly #doc: Y.Doc;
  readonly #known = new KnownStructs();
  #waiting: Uint8Array[] = [];
  /** The answer to whoever has nothing, while it is the truth: one array for all, so that its bytes are laid out once. */
  #whole: readonly Uint8Array[] | null = null;
  #wholeWasUsed = false;

  /** Throws where the updates cannot be applied. */
  constructor(updates: readonly Uint8Array[]) {
    this.#doc = createBoardDoc();
    this.#doc.transact(() => {
      for (const update of updates) Y.applyUpdate(this.#doc, update);
    });
    this.#known.catchUp(this.#doc, this.#doc.store.clients.keys());
  }

  /** The document with everything in it. Whoever changes it must say so by {@link changed}. */
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

  /** Takes an update of which the glance was sure. */
  take(update: Uint8Array, { clients, lengths, places }: Glance): void {
    const [client] = clients;
    if (client !== undefined) {
      for (let i = 0; i < lengths.length; i++) this.#known.add(client, lengths[i] as number, places[i] as number);
    }
    this.#whole = null;
    this.#waiting.push(update);
    if (this.#waiting.length >= BATCH) this.#fold();
  }

  /** Takes an update that `touches` has judged against {@link doc}. Throws where Yjs cannot apply it after all. */
  apply(update: Uint8Array, { clients }: Glance): void {
    this.#whole = null;
    Y.applyUpdate(this.doc, update);
    this.#known.catchUp(this.#doc, clients);
  }

  /** The server has changed the document itself. */
  changed(): void {
    this.#whole = null;
    this.#known.catchUp(this.#doc, [this.#doc.clientID]);
  }

  /** Whether {@link whole} is at hand. */
  get hasWhole(): boolean {
    return this.#whole !== null;
  }

  /** Messages that give a client the whole document. */
  whole(): readonly Uint8Array[] {
    this.#whole ??= [frameStep2(Y.encodeStateAsUpdate(this.doc))];
    this.#wholeWasUsed = true;
    return this.#whole;
  }

  /** Messages that give a client all that it lacks by its state vector. Throws where that does not read. */
  answer(stateVector: Uint8Array): readonly Uint8Array[] {
    return [frameStep2(Y.encodeStateAsUpdate(this.doc, stateVector))];
  }

  /** Messages that give a client all beyond a state. */
  difference(since: ReadonlyMap<number, number>): readonly Uint8Array[] {
    return [frameStep2(Y.encodeStateAsUpdate(this.doc, Y.encodeStateVector(new Map(since))))];
  }

  /** The state vector, by client. */
  ends(): Map<number, number> {
    return this.#known.ends();
  }

  /** How many clocks of a client there are. */
  endOf(clientId: number): number {
    return this.#known.endOf(clientId);
  }

  /** Lets memory go that was kept for joiners, unless one came since the last call; then it returns true. */
  rest(): boolean {
    this.#fold();
    if (!this.#wholeWasUsed) this.#whole = null;
    this.#wholeWasUsed = false;
    return this.#whole !== null;
  }

  #fold(): void {
    if (this.#waiting.length === 0) return;
    const updates = this.#waiting;
    this.#waiting = [];
    this.#doc.transact(() => {
      for (const update of updates) Y.applyUpdate(this.#doc, update);
    });
  }
}
