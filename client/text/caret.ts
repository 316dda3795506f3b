import type { Awareness } from 'y-protocols/awareness';
import type { NoteId } from '#board/ids';
import { readPresence } from '#protocol/presence';

type Listener = (...args: never[]) => void;

/**
 * The carets in one note, as y-prosemirror reads them. It always looks for them under `cursor`, which in our presence
 * is the pointer on the canvas, so it gets a view of the awareness in which `caret` has that name. Pointers move often:
 * the listener is called only when another member's caret in this note has changed.
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

/** Another member's caret: a line in their colour, with their name on a flag. */
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

/** Another member's selection: a translucent background in their colour. */
export function caretSelection(user: { color: string }): { style: string } {
  return { style: `background-color: ${user.color}33` };
}
