import { type initProseMirrorDoc, relativePositionToAbsolutePosition } from 'y-prosemirror';
import type { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { NoteId } from '#board/ids';
import { type Caret, readPresence } from '#protocol/presence';

/** Which node of the editor shows which part of the text, as y-prosemirror keeps it. */
type Mapping = ReturnType<typeof initProseMirrorDoc>['mapping'];

type Listener = (...args: never[]) => void;

/**
 * The carets in one note, as y-prosemirror reads them. It always looks for them under `cursor`, which in our presence
 * is the pointer on the canvas, so it gets a view of the awareness in which `caret` has that name. Pointers move often:
 * the listener is called only when another member's caret in this note has changed. A caret that cannot be found in the text is
 * left out: y-prosemirror throws on some of them, and the editor would be gone.
 */
export function caretsIn(noteId: NoteId, awareness: Awareness, text: Y.XmlFragment, mapping: Mapping): Awareness {
  const wrapped = new Map<Listener, () => void>();
  const states = () => {
    const carets = new Map<number, { user: { name: string; color: string }; cursor: unknown }>();
    for (const [client, state] of awareness.getStates()) {
      const presence = readPresence(state);
      if (presence === null || (client !== awareness.clientID && presence.editing !== noteId)) continue;
      const isShown = isIn(text, mapping, presence.caret?.anchor) && isIn(text, mapping, presence.caret?.head);
      const cursor = isShown ? presence.caret : null;
      carets.set(client, { user: { ...presence.user }, cursor });
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

/** Whether y-prosemirror can find a position in a text. Never throws. */
function isIn(text: Y.XmlFragment, mapping: Mapping, position: Caret['anchor'] | undefined): boolean {
  if (position === undefined || text.doc === null) return false;
  try {
    const relative = Y.createRelativePositionFromJSON(position);
    return relativePositionToAbsolutePosition(text.doc, text, relative, mapping) !== null;
  } catch {
    return false; // a position in something that is no part of the text
  }
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
