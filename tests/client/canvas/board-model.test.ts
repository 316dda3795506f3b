import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BoardModel } from '../../../client/canvas/board-model.ts';
import { noteId } from '../../board/helpers.ts';
import { addNotes, openBoard } from '../open-board.ts';
import { OTHER, openCanvas, stubBrowserAndTimers, unstub } from './open-canvas.ts';

let browser: ReturnType<typeof stubBrowserAndTimers>;
beforeEach(() => {
  browser = stubBrowserAndTimers();
});
afterEach(unstub);

describe('the board on the canvas', () => {
  it('is laid out once for all changes of a frame, also when no frame comes', () => {
    const one = openCanvas();
    browser.frame();
    const told = vi.fn();
    const leave = one.model.subscribe(told);
    addNotes(one.session, OTHER, 'd', 'e');
    expect(told).not.toHaveBeenCalled();
    expect(browser.frame()).toBe(1);
    expect(told).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1000);
    expect(told).toHaveBeenCalledTimes(1);
    addNotes(one.session, OTHER, 'f');
    vi.advanceTimersByTime(500);
    expect(told).toHaveBeenCalledTimes(2);
    expect(browser.frame()).toBe(0);
    leave();
    addNotes(one.session, OTHER, 'g');
    browser.frame();
    expect(told).toHaveBeenCalledTimes(2);
  });

  it('is laid out without what is held once for each board and each hand', () => {
    const { model, session } = openCanvas();
    const without = (...ids: string[]) => model.layoutWithout(new Set(ids.map(noteId)));
    const first = without('a');
    expect(first.notes.has(noteId('a'))).toBe(false);
    expect(without('a')).toBe(first);
    expect(without('b')).not.toBe(first);
    const again = without('b');
    addNotes(session, OTHER, 'd');
    expect(without('b')).not.toBe(again);
    expect(without('b').notes.has(noteId('d'))).toBe(true);
  });

  it('is followed no more when the canvas is closed', () => {
    const session = openBoard();
    const model = new BoardModel(session);
    const stop = model.start();
    const told = vi.fn();
    model.subscribe(told);
    addNotes(session, OTHER, 'd');
    stop();
    browser.frame();
    addNotes(session, OTHER, 'e');
    browser.frame();
    expect(told).not.toHaveBeenCalled();
  });
});
