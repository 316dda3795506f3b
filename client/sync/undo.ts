import * as Y from 'yjs';
import { createBoardDoc, nounOf, RECORD_ROOTS, ROOTS } from '#board/board-doc';
import { NOUNS } from '#board/nouns';
import { isMovedByOthers } from '#board/places';
import { root } from '#board/records';
import { restoreBoard } from '#board/restore/restore-board';
import { mayWrite } from '#board/rights';
import type { Role } from '#board/roles';
import { schemaStateOf } from '#board/schema/schema-version';
import { Watched } from './watched.ts';

/** Typing with pauses shorter than this is one step. */
const CAPTURE_MS = 600;

type UndoStep = 'undo' | 'redo';

export interface UndoState {
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

/** Undo and redo of this member's own edits. Those of others are never touched. */
export class UndoStack {
  readonly #doc: Y.Doc;
  readonly #manager: Y.UndoManager;
  readonly #failureListeners = new Set<(step: UndoStep) => void>();
  #frozen = false;
  readonly #state = new Watched<UndoState>({ canUndo: false, canRedo: false });

  constructor(doc: Y.Doc, role: Role, origin: unknown) {
    this.#doc = doc;
    // Every root was made with its type by createBoardDoc, so `get` without a type returns it.
    const roots = ROOTS.filter((name) => NOUNS[name].undoable && mayWrite(role, name)).map((name) => doc.get(name));
    this.#manager = new Y.UndoManager(roots, {
      // A viewer has no roots, and Yjs would take the document from the first one.
      doc,
      captureTimeout: CAPTURE_MS,
      trackedOrigins: new Set([origin]),
      deleteFilter: (item) => !holdsOthersWork(item, doc),
    });
    const publish = () => this.#publish();
    this.#manager.on('stack-item-added', publish);
    this.#manager.on('stack-item-popped', publish);
    this.#manager.on('stack-cleared', publish);
  }

  /** Includes edits of another origin, such as a text editor's. */
  track(origin: unknown): void {
    this.#manager.addTrackedOrigin(origin);
  }

  /** Ends the current step: the next edit is undone separately. */
  stop(): void {
    this.#manager.stopCapturing();
  }

  undo(): void {
    this.#step('undo', 'redo');
  }

  redo(): void {
    this.#step('redo', 'undo');
  }

  /** Calls the listener when a step could not be taken; the board is then as before. Returns the way to stop. */
  onFailure(listener: (step: UndoStep) => void): () => void {
    this.#failureListeners.add(listener);
    return () => this.#failureListeners.delete(listener);
  }

  /**
   * Takes a step. Yjs may throw in the middle of one, where it looks for something that is no longer there. What it had
   * done by then is taken back; the step is dropped, because it would throw again.
   */
  #step(step: UndoStep, back: UndoStep): void {
    if (!this.#mayEdit) return;
    const [from, to] = [this.#stack(step), this.#stack(back)];
    const before = Y.snapshot(this.#doc);
    const [steps, backSteps] = [from.length - 1, to.length];
    try {
      this.#manager[step]();
      return;
    } catch (error) {
      console.error(`Veivalg: ${step} failed`, error);
    }
    // Like any step, the half one can be taken back: Yjs has put it on the other stack.
    if (to.length > backSteps) this.#takeBack(back, before);
    from.length = Math.min(from.length, Math.max(0, steps));
    to.length = Math.min(to.length, backSteps);
    this.#publish();
    for (const listener of this.#failureListeners) listener(step);
  }

  #takeBack(back: UndoStep, before: Y.Snapshot): void {
    try {
      this.#manager[back]();
    } catch (error) {
      console.error(`Veivalg: ${back} failed too`, error);
      const { gc } = this.#doc;
      this.#doc.gc = false; // Yjs makes a document of a snapshot only then; nothing that it needs is collected yet
      const then = Y.createDocFromSnapshot(this.#doc, before, createBoardDoc());
      this.#doc.gc = gc;
      this.#doc.transact(() => restoreBoard(this.#doc, then, { atMs: Date.now() }));
      then.destroy();
    }
  }

  #stack(step: UndoStep): unknown[] {
    return step === 'undo' ? this.#manager.undoStack : this.#manager.redoStack;
  }

  /** From now on nothing is undone or redone. */
  freeze(): void {
    this.#frozen = true;
  }

  /** After a newer program has migrated the board, this one must not change it, not even by undo. */
  get #mayEdit(): boolean {
    return !this.#frozen && schemaStateOf(this.#doc) !== 'newer';
  }

  readonly read = this.#state.read;
  readonly subscribe = this.#state.subscribe;

  destroy(): void {
    this.#failureListeners.clear();
    this.#manager.destroy();
  }

  #publish(): void {
    const canUndo = this.#manager.undoStack.length > 0;
    const canRedo = this.#manager.redoStack.length > 0;
    const before = this.read();
    if (canUndo !== before.canUndo || canRedo !== before.canRedo) this.#state.set({ canUndo, canRedo });
  }
}

/**
 * Whether undoing this insertion would delete other members' work: the item is a container that others have added to, a
 * note that others have moved, or one of the properties that such a record was added with.
 */
function holdsOthersWork(item: Y.Item, doc: Y.Doc): boolean {
  if (item.content instanceof Y.ContentType && isUsedByOthers(item, item.content.type, doc)) return true;
  const record = item.parent;
  if (!(record instanceof Y.Map) || record._item === null || item.parentSub === null || item.left !== null)
    return false;
  const name = RECORD_ROOTS.find((one) => record.parent === root(doc, one));
  if (name === undefined || !nounOf(name).given.includes(item.parentSub)) return false;
  return isUsedByOthers(record._item, record, doc);
}

function isUsedByOthers(item: Y.Item, type: Parameters<typeof holdsOthers>[0], doc: Y.Doc): boolean {
  if (holdsOthers(type, doc.clientID)) return true;
  return item.parent === root(doc, 'notes') && item.parentSub !== null && isMovedByOthers(doc, item.parentSub);
}

/**
 * Whether anything under a type, not deleted, is by another client. Walks all of it: notes are small, steps are few.
 */
function holdsOthers(type: Pick<Y.AbstractType<never>, '_start' | '_map'>, ownClient: number): boolean {
  const heads = [type._start, ...type._map.values()];
  for (const head of heads) {
    for (let item = head; item !== null; item = item.right) {
      if (item.deleted) continue;
      if (item.id.client !== ownClient) return true;
      if (item.content instanceof Y.ContentType && holdsOthers(item.content.type, ownClient)) return true;
    }
  }
  return false;
}
