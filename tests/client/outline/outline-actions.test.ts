import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { regionIdOf } from '#board/ids';
import { moveNote } from '#board/note';
import { outlineActions } from '../../../client/outline/outline-actions.ts';
import { ALT_1, ALT_2, noteId, RISK } from '../../board/helpers.ts';
import { stubBrowser } from '../browser-stub.ts';
import { addNotes, openBoard, textsIn } from '../open-board.ts';

const REGION = regionIdOf(RISK, ALT_1);
const EMPTY = regionIdOf(RISK, ALT_2);
let browser: ReturnType<typeof stubBrowser>;

beforeEach(() => {
  browser = stubBrowser();
});
afterEach(() => void vi.unstubAllGlobals());

/** The list over the small board, with notes a, b and c in one region. */
function list(more: Parameters<typeof openBoard>[0] = {}) {
  const session = openBoard(more);
  addNotes(session, REGION, 'a', 'b', 'c');
  const screen = { edit: vi.fn(), askWhere: vi.fn(), deleted: vi.fn() };
  const actions = outlineActions(session, screen);
  const region = (id: string) => session.reader.read().regions.get(id as typeof REGION) as never;
  return { session, screen, actions, region, texts: () => textsIn(session, REGION) };
}

/** Which element has the focus when React has drawn, of those that could get it. */
function focused(...ids: readonly string[]): string | null {
  let at: string | null = null;
  for (const id of ids) browser.elements.set(id, { focus: () => (at = id) });
  browser.frame();
  browser.frame();
  return at;
}

describe('a note that is added in the list', () => {
  it('is empty, the last of its region, by this member, and is written in', () => {
    const { session, screen, actions, region, texts } = list();
    actions.add(region(REGION));
    expect(texts()).toEqual(['a', 'b', 'c', '']);
    const [id] = screen.edit.mock.lastCall ?? [];
    expect(session.reader.read().notes.get(id)).toMatchObject({ text: '', author: 'Kari', regionId: REGION });
  });

  it('is a step of its own for undo', () => {
    const { session, actions, region, texts } = list();
    actions.add(region(REGION));
    actions.add(region(REGION));
    session.undo.undo();
    expect(texts()).toEqual(['a', 'b', 'c', '']);
  });

  it('goes right after the one that was written in, by its key', () => {
    const { screen, actions, texts, session } = list();
    actions.next(noteId('a'));
    expect(texts()).toEqual(['a', '', 'b', 'c']);
    expect(session.reader.read().notes.get(screen.edit.mock.lastCall?.[0])?.text).toBe('');
    actions.next(noteId('c'));
    expect(texts()).toEqual(['a', '', 'b', 'c', '']);
  });

  it('does not go after one that is empty', () => {
    const { session, screen, actions, texts } = list();
    actions.add(session.reader.read().regions.get(REGION) as never);
    const [empty] = screen.edit.mock.lastCall ?? [];
    actions.next(empty);
    expect(texts()).toEqual(['a', 'b', 'c', '']);
    expect(screen.edit).toHaveBeenCalledTimes(1);
  });

  it('does not go after a loose one, whose writing is then over', () => {
    const { session, screen, actions } = list();
    addNotes(session, null, 'loose');
    actions.next(noteId('loose'));
    expect(screen.edit.mock.calls).toEqual([[null]]);
    expect(focused('note-loose')).toBe('note-loose');
    expect(session.reader.read().loose).toHaveLength(1);
  });
});

describe('lines that are pasted in the list', () => {
  it('become notes in their order, right after the one that was written in, as one step', () => {
    const { session, screen, actions, texts } = list();
    actions.addLines(noteId('a'), ['1', '2', '3']);
    expect(texts()).toEqual(['a', '1', '2', '3', 'b', 'c']);
    expect(screen.edit.mock.calls).toEqual([[null]]);
    expect(focused('note-a')).toBe('note-a');
    session.undo.undo();
    expect(texts()).toEqual(['a', 'b', 'c']);
  });

  it('become notes at the end after the last one', () => {
    const { actions, texts } = list();
    actions.addLines(noteId('c'), ['1', '2']);
    expect(texts()).toEqual(['a', 'b', 'c', '1', '2']);
  });

  it('become nothing beside a loose note', () => {
    const { session, screen, actions } = list();
    addNotes(session, null, 'loose');
    actions.addLines(noteId('loose'), ['1']);
    expect(session.reader.read().notes.size).toBe(5);
    expect(screen.edit).not.toHaveBeenCalled();
  });
});

describe('writing in the list', () => {
  it('begins where the member may write', () => {
    const { screen, actions } = list();
    actions.edit(noteId('a'));
    expect(screen.edit).toHaveBeenCalledWith('a');
    const viewer = list({ readOnly: true });
    viewer.actions.edit(noteId('a'));
    expect(viewer.screen.edit).not.toHaveBeenCalled();
  });

  it('when it is over leaves the note and the focus on it', () => {
    const { screen, actions, texts } = list();
    actions.done(noteId('a'));
    expect(screen.edit.mock.calls).toEqual([[null]]);
    expect(texts()).toEqual(['a', 'b', 'c']);
    expect(focused('note-a', `region-${REGION}`)).toBe('note-a');
  });

  it('when nothing was written deletes the note and goes to its region', () => {
    const { session, screen, actions, region, texts } = list();
    actions.add(region(REGION));
    const [id] = screen.edit.mock.lastCall ?? [];
    actions.done(id);
    expect(texts()).toEqual(['a', 'b', 'c']);
    expect(session.reader.read().deleted.map((note) => note.id)).toContain(id);
    expect(focused(`note-${id}`, `region-${REGION}`)).toBe(`region-${REGION}`);
  });

  it('in a note that is gone moves no focus', () => {
    const { actions } = list();
    actions.done(noteId('gone'));
    expect(browser.frame()).toBe(0);
  });
});

describe('a note that is deleted in the list', () => {
  it.each([
    ['a', 'note-b'],
    ['b', 'note-c'],
    ['c', 'note-b'],
  ])('gives the focus to its neighbour: %s', (id, neighbour) => {
    const { actions, texts } = list();
    actions.remove(noteId(id));
    expect(texts()).not.toContain(id);
    expect(focused('note-a', 'note-b', 'note-c', `region-${REGION}`)).toBe(neighbour);
  });

  it('gives the focus to its region when it was the last, and none where it was loose', () => {
    const { session, actions } = list();
    addNotes(session, EMPTY, 'only');
    actions.remove(noteId('only'));
    expect(focused(`region-${EMPTY}`)).toBe(`region-${EMPTY}`);
    addNotes(session, null, 'loose');
    actions.remove(noteId('loose'));
    expect(browser.frame()).toBe(0);
  });

  it('is restored by the button in the message, and by undo', () => {
    const { session, screen, actions, texts } = list();
    actions.remove(noteId('b'));
    expect(texts()).toEqual(['a', 'c']);
    screen.deleted.mock.lastCall?.[0]();
    expect(texts()).toEqual(['a', 'b', 'c']);
    session.undo.undo();
    expect(texts()).toEqual(['a', 'c']);
    session.undo.undo();
    expect(texts()).toEqual(['a', 'b', 'c']);
  });
});

describe('a note that is moved in the list', () => {
  it('goes one step up or down, and keeps the focus', () => {
    const { actions, texts } = list();
    actions.shift(noteId('a'), 1);
    expect(texts()).toEqual(['b', 'a', 'c']);
    expect(focused('note-a')).toBe('note-a');
    actions.shift(noteId('a'), 1);
    expect(texts()).toEqual(['b', 'c', 'a']);
    actions.shift(noteId('a'), -1);
    expect(texts()).toEqual(['b', 'a', 'c']);
    actions.shift(noteId('a'), -1);
    expect(texts()).toEqual(['a', 'b', 'c']);
  });

  it('stays at the ends of its region', () => {
    const { session, actions, texts } = list();
    actions.shift(noteId('a'), -1);
    actions.shift(noteId('c'), 1);
    expect(texts()).toEqual(['a', 'b', 'c']);
    expect(session.undo.read().canUndo).toBe(false);
    expect(browser.frame()).toBe(0);
  });

  it('stays where it is when it is loose', () => {
    const { session, actions } = list();
    moveNote(session.doc, noteId('b'), { pos: null, order: 'a0' });
    actions.shift(noteId('b'), 1);
    expect(session.undo.read().canUndo).toBe(false);
  });

  it('is asked where to go', () => {
    const { screen, actions } = list();
    actions.askWhere(noteId('a'));
    expect(screen.askWhere).toHaveBeenCalledWith('a');
  });
});
