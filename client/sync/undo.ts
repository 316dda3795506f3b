import * as Y from 'yjs';
import { ROOTS } from '#board/board-doc';
import { NOUNS } from '#board/nouns';
import { isMovedByOthers } from '#board/places';
import { root } from '#board/records';
import { mayWrite } from '#board/rights';
import type { Role } from '#board/roles';
import { schemaStateOf } from '#board/schema/schema-version';
import { Watched } from './watched.ts';

/** Typing that pauses for less is one step. */
const CAPTURE_MS = 600;

export interface UndoState {
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

/** Undo and redo of one's own edits. Others' are never touched. */
export class UndoStack {
  readonly #doc: Y.Doc;
  readonly #manager: Y.UndoManager;
  readonly #state = new Watched<UndoState>({ canUndo: false, canRedo: false });

  constructor(doc: Y.Doc, role: Role, origin: unknown) {
    this.#doc = doc;
    // The type that the document has for a root is the one that it was made with; asking for it as any type is free.
    const roots = ROOTS.filter((name) => NOUNS[name].undoable && mayWrite(role, name)).map((name) => doc.get(name));
    this.#manager = new Y.UndoManager(roots, {
      captureTimeout: CAPTURE_MS,
      trackedOrigins: new Set([origin]),
      deleteFilter: (item) => !keepsOthers(item, doc),
    });
    const publish = () => this.#publish();
    this.#manager.on('stack-item-added', publish);
    this.#manager.on('stack-item-popped', publish);
    this.#manager.on('stack-cleared', publish);
  }

  /** Counts edits of another origin as one's own: a text editor's. */
  track(origin: unknown): void {
    this.#manager.addTrackedOrigin(origin);
  }

  /** Ends the step: what comes next is undone separately. */
  stop(): void {
    this.#manager.stopCapturing();
  }

  undo(): void {
    if (this.#mayEdit) this.#manager.undo();
  }

  redo(): void {
    if (this.#mayEdit) this.#manager.redo();
  }

  /** What this program wrote before the board was raised to a newer schema is not its own to take back. */
  get #mayEdit(): boolean {
    return schemaStateOf(this.#doc) !== 'newer';
  }

  readonly read = this.#state.read;
  readonly subscribe = this.#state.subscribe;

  destroy(): void {
    this.#manager.destroy();
  }

  #publish(): void {
    const canUndo = this.#manager.undoStack.length > 0;
    const canRedo = this.#manager.redoStack.length > 0;
    const before = this.read();
    if (canUndo !== before.canUndo || canRedo !== before.canRedo) this.#state.set({ canUndo, canRedo });
  }
}

/** What a note is given when it is made. A mark of deletion or a field's value comes later and may be taken back. */
const GIVEN_AT_CREATION: ReadonlySet<string> = new Set(['text', 'place', 'kind', 'author', 'createdAt', 'source']);

/**
 * Whether undoing this insertion would take somebody else's work along: a container that others have put something in, a
 * note that others have moved, or what such a note was made with (its first place goes with its creation).
 */
function keepsOthers(item: Y.Item, doc: Y.Doc): boolean {
  if (item.content instanceof Y.ContentType && isOthersToo(item, item.content.type, doc)) return true;
  const note = item.parent;
  if (!(note instanceof Y.Map) || note._item === null || note.parent !== root(doc, 'notes')) return false;
  if (item.parentSub === null || !GIVEN_AT_CREATION.has(item.parentSub) || item.left !== null) return false;
  return isOthersToo(note._item, note, doc);
}

function isOthersToo(item: Y.Item, type: Parameters<typeof holdsOthers>[0], doc: Y.Doc): boolean {
  if (holdsOthers(type, doc.clientID)) return true;
  return item.parent === root(doc, 'notes') && item.parentSub !== null && isMovedByOthers(doc, item.parentSub);
}

/** Walks what is alive beneath a type. Notes are small; a step holds few of them. */
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
