import type { Editor, TLRecord, TLStore } from '@tldraw/tldraw';
import { type DrawingRecord, putDrawing, removeDrawing } from '#board/drawing';
import { drawingFault } from '#board/rules/drawing-rules';
import type { BoardSession } from '../sync/board-session.ts';
import type { Scene } from './board-model.ts';

/** No frames or groups: nothing may hold other shapes. No embeds, bookmarks or videos: nothing may call a foreign host. */
const DRAWN: ReadonlySet<unknown> = new Set(['draw', 'highlight', 'geo', 'arrow', 'line', 'text', 'image']);

/**
 * Keeps tldraw's records of drawings and the board's `drawings` root equal, property by property, both ways. Whatever
 * comes from the board is checked first; a record that tldraw would refuse is left out, so a peer's bad record can
 * never take an editor down (I4).
 */
export class DrawingSync {
  readonly #store: TLStore;
  readonly #session: BoardSession;
  readonly #shown = new Map<string, DrawingRecord>();
  readonly #stop: () => void;

  constructor(store: TLStore, session: BoardSession, scene: Scene) {
    this.#store = store;
    this.#session = session;
    this.apply(scene);
    this.#stop = store.listen(
      ({ changes }) => {
        const put = [...Object.values(changes.added), ...Object.values(changes.updated).map(([, after]) => after)];
        const gone = Object.values(changes.removed).filter(isDrawing);
        this.#write(put.filter(isDrawing), gone);
      },
      { source: 'user', scope: 'document' },
    );
  }

  apply({ board }: Scene): void {
    // tldraw tells of the user's changes once a frame; those must reach the board before it is read.
    (this.#store as unknown as { _flushHistory(): void })._flushHistory();
    const put: TLRecord[] = [];
    this.#targets = null;
    for (const [id, record] of board.drawings) {
      if (this.#shown.get(id) === record) continue;
      this.#shown.set(id, record);
      const checked = this.#check(record, board);
      if (checked !== null && !same(this.#store.get(checked.id), checked)) put.push(checked);
    }
    const gone: TLRecord['id'][] = [];
    for (const id of this.#shown.keys()) {
      if (board.drawings.has(id)) continue;
      this.#shown.delete(id);
      if (this.#store.has(id as TLRecord['id'])) gone.push(id as TLRecord['id']);
    }
    if (put.length === 0 && gone.length === 0) return;
    this.#store.mergeRemoteChanges(() => {
      this.#store.remove(gone);
      this.#store.put(put);
    });
  }

  destroy(): void {
    this.#stop();
  }

  #write(put: readonly TLRecord[], gone: readonly TLRecord[]): void {
    if (put.length === 0 && gone.length === 0) return;
    this.#session.edit((doc) => {
      for (const record of put) putDrawing(doc, record.id, record as unknown as DrawingRecord);
      for (const record of gone) removeDrawing(doc, record.id);
    });
  }

  /** The record as the board's rules and tldraw accept it, or null. Never throws. */
  #check(record: DrawingRecord, board: Scene['board']): TLRecord | null {
    const fault = drawingFault(record, (id) => board.drawings.get(id)?.type);
    if (fault === null && !(record.typeName === 'asset' && !isStored(record)) && !this.#closesRing(record)) {
      try {
        const { typeName } = record as { typeName: 'shape' | 'binding' | 'asset' };
        return this.#store.schema.types[typeName].validate(record as never) as TLRecord;
      } catch (error) {
        console.warn('A drawing on this board cannot be shown:', record.id, error);
      }
    } else if (fault !== null) console.warn('A drawing on this board cannot be shown:', record.id, fault);
    return null;
  }

  /** An arrow to which another was bound before it was there: tldraw would follow the two round for ever. */
  #closesRing({ id, type }: DrawingRecord): boolean {
    if (type !== 'arrow' || this.#store.has(id as TLRecord['id'])) return false;
    this.#targets ??= new Set(this.#store.allRecords().map((one) => (one.typeName === 'binding' ? one.toId : null)));
    return this.#targets.has(id);
  }

  /** What the arrows that are shown are bound to: looked up at most once for each change. */
  #targets: ReadonlySet<unknown> | null = null;
}

function isDrawing(record: TLRecord): boolean {
  if (record.typeName === 'shape') return DRAWN.has(record.type);
  return record.typeName === 'binding' || record.typeName === 'asset';
}

/** A picture is known to the others when it lies on the server. */
function isStored(record: DrawingRecord): boolean {
  const { props } = record as { props?: { src?: unknown } };
  return typeof props?.src === 'string' && props.src !== '';
}

function same(a: unknown, b: unknown): boolean {
  return a !== undefined && JSON.stringify(a, sortedKeys) === JSON.stringify(b, sortedKeys);
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Sends undo and redo of the canvas to the board's own: tldraw's history stores whole records and wipes others' work. */
export function routeUndo(editor: Editor, session: BoardSession): void {
  const flush = () => (editor.store as unknown as { _flushHistory(): void })._flushHistory();
  const { history } = editor as unknown as { history: { _mark(id: string): void } };
  const mark = history._mark.bind(history);
  history._mark = (id) => {
    flush();
    session.undo.stop();
    mark(id);
  };
  editor.undo = () => {
    flush();
    session.undo.undo();
    return editor;
  };
  editor.redo = () => {
    flush();
    session.undo.redo();
    return editor;
  };
}
