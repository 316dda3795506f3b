import type * as Y from 'yjs';
import type { NoteId } from '#board/ids';
import { addNote, deleteNote, moveNote, restoreNote } from '#board/note';
import { orderAfter, orderBetween, orderPast } from '#board/order';
import type { Region } from '#board/region';
import { newId } from '../api/new-id.ts';
import type { BoardSession } from '../sync/board-session.ts';
import { editStep } from '../sync/edit-step.ts';

/** What can be done from the list. The object never changes, so it causes no row to render again. */
export interface OutlineActions {
  /** Adds an empty note at the end of the region and opens its editor. */
  add(region: Region): void;
  edit(id: NoteId): void;
  /** Closes the editor. A note that is empty is deleted. */
  done(id: NoteId): void;
  /** Closes the editor and opens one on a new note after this one. */
  next(id: NoteId): void;
  /** Adds a note for each line, after this one. */
  addLines(id: NoteId, lines: readonly string[]): void;
  remove(id: NoteId): void;
  askWhere(id: NoteId): void;
  /** Moves a note one step up (-1) or down (1) in its region. */
  shift(id: NoteId, by: -1 | 1): void;
}

/** What the actions need from the list as shown. */
interface OutlineScreen {
  edit(id: NoteId | null): void;
  askWhere(id: NoteId): void;
  deleted(undo: () => void): void;
}

export function outlineActions(session: BoardSession, screen: OutlineScreen): OutlineActions {
  const noteOf = (id: NoteId) => session.reader.read().notes.get(id);
  const rowOf = (id: NoteId) => {
    const regionId = noteOf(id)?.regionId;
    const region = regionId ? session.reader.read().regions.get(regionId) : undefined;
    return { region, notes: region?.notes ?? [], at: region?.notes.findIndex((note) => note.id === id) ?? -1 };
  };
  const step = (change: (doc: Y.Doc) => void) => editStep(session, change);
  const create = (region: Region, text: string, order: string | null): NoteId => {
    const id = newId<NoteId>();
    session.edit((doc) =>
      addNote(doc, {
        id,
        text,
        regionId: region.id,
        order: order ?? orderAfter(region.notes, id),
        author: session.member.name,
        createdAt: Date.now(),
      }),
    );
    return id;
  };
  const actions: OutlineActions = {
    add: (region) => {
      session.undo.stop();
      screen.edit(create(region, '', null));
    },
    edit: (id) => {
      if (!session.readOnly) screen.edit(id);
    },
    done: (id) => {
      screen.edit(null);
      const note = noteOf(id);
      if (note !== undefined && note.text.trim() === '') {
        const heading = `region-${note.regionId}`;
        session.edit((doc) => deleteNote(doc, id, Date.now()));
        focusSoon(heading);
      } else focusSoon(note === undefined ? null : `note-${id}`);
    },
    next: (id) => {
      const { region, notes, at } = rowOf(id);
      if (noteOf(id)?.text.trim() === '') return;
      if (region === undefined) return actions.done(id);
      session.undo.stop();
      const created = newId<NoteId>();
      screen.edit(create(region, '', orderBetween(notes[at]?.order ?? null, notes[at + 1]?.order ?? null, created)));
    },
    addLines: (id, lines) => {
      const { region, notes, at } = rowOf(id);
      if (region === undefined) return;
      let before = notes[at]?.order ?? null;
      const after = notes[at + 1]?.order ?? null;
      step(() => {
        for (const line of lines) {
          before = orderBetween(before, after, newId());
          create(region, line, before);
        }
      });
      screen.edit(null);
      focusSoon(`note-${id}`);
    },
    remove: (id) => {
      const { notes, at, region } = rowOf(id);
      const neighbour = notes[at + 1] ?? notes[at - 1];
      step((doc) => deleteNote(doc, id, Date.now()));
      screen.deleted(() => step((doc) => restoreNote(doc, id)));
      focusSoon(neighbour === undefined ? (region ? `region-${region.id}` : null) : `note-${neighbour.id}`);
    },
    askWhere: screen.askWhere,
    shift: (id, by) => {
      const { region, notes, at } = rowOf(id);
      const target = at + by;
      if (region === undefined || target < 0 || target >= notes.length) return;
      const order = orderPast(notes, at, by, id);
      step((doc) => moveNote(doc, id, { regionId: region.id, order }));
      focusSoon(`note-${id}`);
    },
  };
  return actions;
}

/** Focuses an element after React has rendered what the action changed. */
export function focusSoon(elementId: string | null): void {
  if (elementId === null) return;
  requestAnimationFrame(() => requestAnimationFrame(() => document.getElementById(elementId)?.focus()));
}
