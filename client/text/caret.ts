import type { Awareness } from 'y-protocols/awareness';
import type { NoteId } from '#board/ids';
import { readPresence } from '#protocol/presence';

type Listener = (...args: never[]) => void;

/**
 * The carets in one note, in the form that y-prosemirror reads. It looks for carets under `cursor` whatever name one
 * gives it, and there `cursor` is the pointer on the canvas; so it is shown a view where `caret` goes by that name.
 * Pointers move sixty times a second: its listener is called only when a caret in this note changed.
 */
export function caretsIn(noteId: NoteId, awareness: Awareness): Awareness {
  const wrapped = new Map<Listener, () => void>();
  const states = () => {
    const carets = new Map<number, { user: { name: string; color: string }; cursor: unknown }>();
    for (const [client, state] of awareness.getStates()) {
      const presence = readPresence(state);
      if (presence === null || (client !== awareness.clientID && presence.editing !== noteId)) continue;
      carets.set(client, { user: { ...presence.user }, cursor: presence.caret });
    }
    return carets;
  };
  const view = {
    doc: awareness.doc,
    clientID: awareness.clientID,
    getStates: states,
    getLocalState: () => {
      const state = awareness.getLocalState();
      return state === null ? null : { ...state, cursor: state.caret };
    },
    setLocalStateField: (field: string, value: unknown) =>
      awareness.setLocalStateField(field === 'cursor' ? 'caret' : field, value),
    on: (event: 'change', listener: Listener) => {
      let last = '';
      const onChange = () => {
        const now = JSON.stringify([...states()].filter(([client]) => client !== awareness.clientID));
        if (now === last) return;
        last = now;
        (listener as () => void)();
      };
      wrapped.set(listener, onChange);
      awareness.on(event, onChange);
    },
    off: (event: 'change', listener: Listener) => {
      const onChange = wrapped.get(listener);
      if (onChange !== undefined) awareness.off(event, onChange);
      wrapped.delete(listener);
    },
  };
  return view as unknown as Awareness;
}

/** Somebody's caret: a line in her colour with her name on a flag. */
export function caretElement(user: { name: string; color: string }): HTMLElement {
  const caret = document.createElement('span');
  caret.className = 'caret';
  caret.style.setProperty('--caret', user.color);
  const flag = document.createElement('span');
  flag.className = 'caret-name';
  flag.textContent = user.name;
  caret.append('\u2060', flag, '\u2060');
  return caret;
}

/** Somebody's selection, as a wash of her colour. */
export function caretSelection(user: { color: string }): { style: string } {
  return { style: `background-color: ${user.color}33` };
}
