import {
  type Atom,
  atom,
  type Editor,
  InstancePresenceRecordType,
  type TLInstancePresence,
  type TLPageId,
  type TLShapeId,
} from '@tldraw/tldraw';
import type { BoardSession } from '../sync/board-session.ts';
import { others } from '../sync/others.ts';
import { mergeFromBoard } from './merge.ts';
import { shapeIdOf } from './notes/note-shape.ts';

/** How often this member's pointer is sent to the others. Milliseconds. */
const POINTER_MS = 80;

/** Another member, writing in a note. */
export interface Writer {
  readonly name: string;
  readonly color: string;
}

/** Shows the others' pointers and which notes they write in, and sends this member's pointer. None of it is stored. */
export class PresenceLayer {
  readonly writers: Atom<ReadonlyMap<TLShapeId, Writer>> = atom('writers', new Map());
  readonly #session: BoardSession;
  readonly #stops: (() => void)[] = [];
  #shown = new Set<ReturnType<typeof InstancePresenceRecordType.createId>>();

  constructor(session: BoardSession) {
    this.#session = session;
  }

  attach(editor: Editor): void {
    const { awareness } = this.#session;
    const onChange = () => this.#show(editor);
    awareness.on('change', onChange);
    this.#stops.push(() => awareness.off('change', onChange));
    this.#show(editor);
    if (awareness.getLocalState() === null) return;
    let last = 0;
    const onEvent = (info: { readonly type: string; readonly name: string }) => {
      const now = performance.now();
      if (info.type !== 'pointer' || info.name !== 'pointer_move' || now - last < POINTER_MS) return;
      last = now;
      const { x, y } = editor.inputs.currentPagePoint;
      awareness.setLocalStateField('cursor', [Math.round(x), Math.round(y)]);
    };
    const leave = () => awareness.setLocalStateField('cursor', null);
    editor.on('event', onEvent);
    const container = editor.getContainer();
    container.addEventListener('pointerleave', leave);
    this.#stops.push(() => {
      editor.off('event', onEvent);
      container.removeEventListener('pointerleave', leave);
      if (awareness.getLocalState() !== null) leave();
    });
  }

  destroy(): void {
    for (const stop of this.#stops) stop();
  }

  #show(editor: Editor): void {
    const { awareness } = this.#session;
    const writers = new Map<TLShapeId, Writer>();
    const records: TLInstancePresence[] = [];
    for (const [clientId, presence] of others(awareness)) {
      if (presence.editing !== null) writers.set(shapeIdOf(presence.editing), presence.user);
      const id = InstancePresenceRecordType.createId(String(clientId));
      const [x, y] = presence.cursor ?? [0, 0];
      records.push(
        InstancePresenceRecordType.create({
          id,
          userId: String(clientId),
          userName: presence.user.name,
          color: presence.user.color,
          currentPageId: 'page:page' as TLPageId,
          cursor: presence.cursor === null ? null : { x, y, type: 'default', rotation: 0 },
          lastActivityTimestamp: Date.now(),
        }),
      );
    }
    const now = new Set(records.map((record) => record.id));
    mergeFromBoard(editor.store, () => {
      editor.store.remove([...this.#shown].filter((id) => !now.has(id)));
      editor.store.put(records);
    });
    this.#shown = now;
    this.writers.set(writers);
  }
}
