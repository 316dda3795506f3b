import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { deleteNote } from '#board/note';
import { announceDeletion } from '../../../client/canvas/announce.ts';
import { shapeIdOf } from '../../../client/canvas/notes/note-shape.ts';
import { NoteWriting } from '../../../client/canvas/notes/note-writing.ts';
import { noteId } from '../../board/helpers.ts';
import { addNotes, textsIn } from '../open-board.ts';
import { OTHER, openCanvas, REGION, stubBrowserAndTimers, unstub } from './open-canvas.ts';

beforeEach(() => void stubBrowserAndTimers());
afterEach(unstub);

describe('writing on the canvas', () => {
  const writingOn = ({ editor, session, model }: ReturnType<typeof openCanvas>) =>
    new NoteWriting(editor, session, model);

  it('adds a note at the end of the region and opens its editor', () => {
    const one = openCanvas();
    const writing = writingOn(one);
    const { x, y } = one.model.scene.get().layout.regions.get(REGION) ?? { x: 0, y: 0 };
    const id = writing.write(writing.targetAt([x + 30, y + 40]), 'ny');
    expect(one.texts()).toEqual(['a', 'b', 'c', 'ny']);
    expect(one.editing.get()).toBe(shapeIdOf(id));
    expect(one.session.reader.read().notes.get(id)?.author).toBe('Kari');
    writing.stop();
    expect(one.editing.get()).toBeNull();
    expect(one.texts()).toEqual(['a', 'b', 'c', 'ny']);
    one.session.undo.undo();
    expect(one.texts()).toEqual(['a', 'b', 'c']);
  });

  it('adds a loose note with its middle at the point', () => {
    const one = openCanvas();
    expect(writingOn(one).targetAt([-500, -300])).toEqual({ regionId: null, pos: [-610, -328] });
  });

  it('deletes a new note that is left empty, and no other', () => {
    const one = openCanvas();
    const writing = writingOn(one);
    const id = writing.write({ regionId: REGION, before: null });
    expect(one.texts()).toEqual(['a', 'b', 'c', '']);
    writing.stop();
    expect(one.texts()).toEqual(['a', 'b', 'c']);
    expect(one.session.reader.read().deleted.map((note) => note.id)).toContain(id);
    addNotes(one.session, OTHER, ' ');
    one.model.refresh();
    writing.edit(noteId(' '));
    writing.stop();
    expect(textsIn(one.session, OTHER)).toEqual([' ']);
  });

  it('goes on in a note right after the one that was written', () => {
    const one = openCanvas();
    const writing = writingOn(one);
    writing.writeNext(noteId('a'));
    expect(one.texts()).toEqual(['a', '', 'b', 'c']);
    writing.writeNext(noteId('c'));
    expect(one.texts()).toEqual(['a', 'b', 'c', '']);
    addNotes(one.session, null, 'loose');
    one.model.refresh();
    writing.writeNext(noteId('loose'));
    expect(one.editing.get()).toBeNull();
    expect(one.session.reader.read().loose).toHaveLength(1);
  });

  it('makes a note of each line that is pasted, as one step', () => {
    const one = openCanvas();
    writingOn(one).writeLines(noteId('a'), ['1', '2']);
    expect(one.texts()).toEqual(['a', 'b', 'c', '1', '2']);
    one.session.undo.undo();
    expect(one.texts()).toEqual(['a', 'b', 'c']);
  });

  it('brings the note into view: by moving where it can be read, by zooming where it cannot', () => {
    const one = openCanvas();
    const writing = writingOn(one);
    writing.edit(noteId('a'));
    expect([one.moves.centerOnPoint, one.moves.zoomToBounds].map((move) => move.mock.calls.length)).toEqual([0, 0]);
    one.seen.contains = () => false;
    writing.edit(noteId('a'));
    expect([one.moves.centerOnPoint, one.moves.zoomToBounds].map((move) => move.mock.calls.length)).toEqual([1, 0]);
    one.zoomTo(0.54);
    writing.edit(noteId('a'));
    one.seen.contains = () => true;
    writing.edit(noteId('a'));
    expect([one.moves.centerOnPoint, one.moves.zoomToBounds].map((move) => move.mock.calls.length)).toEqual([1, 2]);
    expect(one.moves.zoomToBounds.mock.lastCall?.[1]).toMatchObject({ targetZoom: 1 });
  });

  it('opens nothing for a note that is gone', () => {
    const one = openCanvas();
    writingOn(one).edit(noteId('gone'));
    expect(one.editing.get()).toBeNull();
  });
});

describe('a note that somebody else deletes while it is written', () => {
  it('is said once, and the keys that were meant for it are swallowed for a while', () => {
    const one = openCanvas();
    const said = vi.fn();
    const now = vi.spyOn(performance, 'now').mockReturnValue(1000);
    const stop = announceDeletion(one.editor, one.session, said);
    const [, onKey] = one.container.ownerDocument.addEventListener.mock.lastCall ?? [];
    const isSwallowed = (key: string) => {
      const event = { key, stopPropagation: vi.fn(), preventDefault: vi.fn() };
      onKey(event);
      return event.preventDefault.mock.calls.length > 0 && event.stopPropagation.mock.calls.length > 0;
    };
    expect(isSwallowed('x')).toBe(false);
    one.editing.set(shapeIdOf(noteId('a')));
    deleteNote(one.session.doc, noteId('b'), 5);
    expect(said).not.toHaveBeenCalled();
    deleteNote(one.session.doc, noteId('a'), 5);
    deleteNote(one.session.doc, noteId('c'), 5);
    expect(said).toHaveBeenCalledTimes(1);
    expect(['x', 'Escape', 'Tab'].map(isSwallowed)).toEqual([true, false, false]);
    now.mockReturnValue(3500);
    expect(isSwallowed('x')).toBe(true);
    now.mockReturnValue(3501);
    expect(isSwallowed('x')).toBe(false);
    stop();
    expect(one.container.ownerDocument.removeEventListener).toHaveBeenCalledWith('keydown', onKey, true);
  });
});
