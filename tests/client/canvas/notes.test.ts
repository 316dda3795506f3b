import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deleteNote } from '#board/note';
import { NoteDrag } from '../../../client/canvas/notes/note-drag.ts';
import { noteIdIn, noteIdOf, shapeIdOf } from '../../../client/canvas/notes/note-shape.ts';
import { noteId } from '../../board/helpers.ts';
import { addNotes, textsIn } from '../open-board.ts';
import { OTHER, openCanvas, REGION, stubBrowserAndTimers, unstub } from './open-canvas.ts';

let browser: ReturnType<typeof stubBrowserAndTimers>;
beforeEach(() => {
  browser = stubBrowserAndTimers();
});
afterEach(unstub);

describe('the shape of a note', () => {
  it('is recognised by its type, and carries the note’s id', () => {
    const shape = { id: shapeIdOf(noteId('n')), type: 'board-note' } as const;
    expect(noteIdOf(shape as never)).toBe('n');
    expect(noteIdIn(shape.id)).toBe('n');
    expect(noteIdOf({ ...shape, type: 'geo' } as never)).toBeNull();
  });

  it('lies where the layout has it, with what the note says, under every drawing', () => {
    const { shapes, shapeOf, model } = openCanvas();
    expect(shapes.held.size).toBe(model.scene.get().board.notes.size);
    for (const id of ['a', 'b', 'c']) {
      const box = model.scene.get().layout.notes.get(noteId(id));
      expect(shapeOf(id)).toMatchObject({
        x: box?.x,
        y: box?.y,
        props: { w: box?.w, h: box?.h, text: id, kind: 'risk' },
      });
      expect(shapeOf(id).index < 'a0').toBe(true);
    }
    expect(new Set(Array.from(shapes.held.values(), ({ index }) => index)).size).toBe(shapes.held.size);
  });

  it('is written once a frame, and only where something changed', () => {
    const { session, shapes, shapeOf } = openCanvas();
    const [b, writes] = [shapeOf('b'), shapes.writes];
    addNotes(session, OTHER, 'd', 'e');
    expect(shapes.writes).toBe(writes);
    browser.frame();
    expect(shapes.writes).toBe(writes + 1);
    expect(shapeOf('d')).toBeDefined();
    expect(shapeOf('b')).toBe(b);
    browser.frame();
    expect(shapes.writes).toBe(writes + 1);
  });

  it('goes with its note, and keeps its place among the others when that comes back', () => {
    const { session, shapes, shapeOf } = openCanvas();
    const { index } = shapeOf('b');
    deleteNote(session.doc, noteId('b'), 5);
    browser.frame();
    expect(shapeOf('b')).toBeUndefined();
    expect(shapes.held.size).toBe(3);
    session.doc.getMap<never>('notes').get('b' as never);
    (session.doc.getMap('notes').get('b') as { delete: (key: string) => void }).delete('deleted');
    browser.frame();
    expect(shapeOf('b').index).toBe(index);
  });

  it('is put back when it was moved and nothing else changed', () => {
    const { model, sync, shapeOf, drag } = openCanvas();
    const { x, y } = shapeOf('a');
    const shape = drag('a', x + 99, y);
    model.refresh();
    expect(shapeOf('a').x).toBe(x + 99);
    sync.stray([shape.id]);
    model.refresh();
    expect(shapeOf('a')).toMatchObject({ x, y });
  });
});

describe('notes that are dragged', () => {
  const dragOf = ({ editor, session, model, sync }: ReturnType<typeof openCanvas>) =>
    new NoteDrag(editor, session, model, sync);

  it('follow the pointer while the others make room, and nothing is written', () => {
    const one = openCanvas();
    const drag = dragOf(one);
    expect(drag.isHolding).toBe(false);
    one.select('a');
    drag.begin();
    expect([drag.isHolding, one.container.dataset.holding]).toEqual([true, 'true']);
    const c = { ...one.shapeOf('c') };
    drag.moved(one.drag('a', c.x, c.y - 10));
    browser.frame();
    expect(one.model.dragged?.target).toMatchObject({ regionId: REGION });
    expect(one.model.scene.get().layout.landing).not.toBeNull();
    expect(one.shapeOf('a')).toMatchObject({ x: c.x, y: c.y - 10 });
    expect(one.texts()).toEqual(['a', 'b', 'c']);
  });

  it('move where they are dropped, as one step of undo', () => {
    const one = openCanvas();
    const drag = dragOf(one);
    one.select('a');
    drag.begin();
    const { x, y } = one.shapeOf('c');
    one.drag('a', x, y + 10);
    drag.drop(drag.release());
    expect(one.texts()).toEqual(['b', 'a', 'c']);
    expect([drag.isHolding, one.container.dataset.holding, one.model.dragged]).toEqual([false, undefined, null]);
    const box = one.model.scene.get().layout.notes.get(noteId('a'));
    expect(one.shapeOf('a')).toMatchObject({ x: box?.x, y: box?.y });
    one.session.undo.undo();
    expect(one.texts()).toEqual(['a', 'b', 'c']);
  });

  it('keep their order when several are dropped in another region or beside them all', () => {
    const one = openCanvas();
    const drag = dragOf(one);
    const target = one.model.scene.get().layout.regions.get(OTHER) ?? { x: 0, y: 0 };
    one.select('a', 'b');
    drag.begin();
    one.drag('a', target.x + 10, target.y + 40);
    one.drag('b', -900.4, -700.6);
    drag.drop(drag.release());
    expect(textsIn(one.session, OTHER)).toEqual(['a']);
    expect(one.session.reader.read().notes.get(noteId('b'))).toMatchObject({ regionId: null, pos: [-900, -701] });
    expect(one.texts()).toEqual(['c']);
  });

  it('stay, and write nothing, when they are put back where they were taken', () => {
    const one = openCanvas();
    const drag = dragOf(one);
    one.select('a');
    drag.begin();
    const { x, y } = one.shapeOf('a');
    one.drag('a', x + 300, y);
    one.drag('a', x, y);
    drag.drop(drag.release());
    expect(one.session.undo.read().canUndo).toBe(false);
    expect(one.texts()).toEqual(['a', 'b', 'c']);
  });

  it('are passed over when somebody else has deleted them meanwhile', () => {
    const one = openCanvas();
    const drag = dragOf(one);
    one.select('a');
    drag.begin();
    one.drag('a', -900, -900);
    deleteNote(one.session.doc, noteId('a'), 5);
    drag.drop(drag.release());
    expect(one.session.undo.read().canUndo).toBe(false);
  });

  it('without being held are put back where the layout has them', () => {
    const one = openCanvas();
    const drag = dragOf(one);
    const { x, y } = one.shapeOf('a');
    drag.moved(one.drag('a', x + 50, y));
    browser.frame();
    expect(one.shapeOf('a')).toMatchObject({ x, y });
    expect(one.model.dragged).toBeNull();
  });

  it('have no room made for them outside of regions', () => {
    const one = openCanvas();
    const drag = dragOf(one);
    one.select('a');
    drag.begin();
    drag.moved(one.drag('a', -900, -900));
    expect(one.model.dragged).toEqual({ ids: new Set(['a']), target: null });
  });
});
