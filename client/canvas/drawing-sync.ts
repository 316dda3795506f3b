import type { Editor, TLRecord, TLStore } from '@tldraw/tldraw';
import { type DrawingRecord, putDrawing, removeDrawing } from '#board/drawing';
import { drawingFault } from '#board/rules/drawing-rules';
import type { BoardSession } from '../sync/board-session.ts';
import type { Scene } from './board-model.ts';
import { mergeFromBoard } from './merge.ts';

/** No frames or groups: no shape may contain others. No embeds, bookmarks or videos: they call foreign hosts. */
export const DRAWN: ReadonlySet<unknown> = new Set(['draw', 'highlight', 'geo', 'arrow', 'line', 'text', 'image']);

/**
 * Keeps tldraw's drawing records and the board's `drawings` root equal in both directions, property by property.
 * Records from the board are checked first. One that tldraw would refuse is left out, so that another member's bad
 * record cannot crash the editor (I4).
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
    // tldraw reports the user's changes once per frame. They must reach the board before it is read.
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
    if (gone.length > 0) mergeFromBoard(this.#store, () => this.#store.remove(gone));
    this.#put(put);
  }

  /** Puts records into the store. What tldraw throws on is left out, so that the others are shown. */
  #put(records: readonly TLRecord[]): void {
    try {
      mergeFromBoard(this.#store, () => this.#store.put([...records]));
    } catch (error) {
      const half = Math.ceil(records.length / 2);
      if (records.length <= 1) console.warn('A drawing on this board cannot be shown:', records[0]?.id, error);
      else for (const part of [records.slice(0, half), records.slice(half)]) this.#put(part);
    }
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

  /** The record, or null if the board's rules or tldraw refuse it. Never throws. */
  #check(record: DrawingRecord, board: Scene['board']): TLRecord | null {
    const fault = drawingFault(record, (id) => board.drawings.get(id)?.type);
    if (fault === null && !(record.typeName === 'asset' && !isStored(record)) && !this.#mayCloseRing(record)) {
      try {
        const { typeName } = record as { typeName: 'shape' | 'binding' | 'asset' };
        return this.#store.schema.types[typeName].validate(record as never) as TLRecord;
      } catch (error) {
        console.warn('A drawing on this board cannot be shown:', record.id, error);
      }
    } else if (fault !== null) console.warn('A drawing on this board cannot be shown:', record.id, fault);
    return null;
  }

  /**
   * True for an arrow that arrives after one bound to it: if it is bound to that one too, tldraw would loop endlessly.
   */
  #mayCloseRing({ id, type }: DrawingRecord): boolean {
    if (type !== 'arrow' || this.#store.has(id as TLRecord['id'])) return false;
    this.#targets ??= new Set(this.#store.allRecords().map((one) => (one.typeName === 'binding' ? one.toId : null)));
    return this.#targets.has(id);
  }

  /** What the shown arrows are bound to; computed at most once per {@link apply}. */
  #targets: ReadonlySet<unknown> | null = null;
}

function isDrawing(record: TLRecord): boolean {
  if (record.typeName === 'shape') return DRAWN.has(record.type);
  return record.typeName === 'binding' || record.typeName === 'asset';
}

/** Whether a picture has been uploaded. Until then only this browser can show it. */
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

/**
 * Routes the canvas's undo and redo to the board's: tldraw's own stores whole records and would undo others' changes.
 */
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
