import { describe, expect, it } from 'vitest';
import { LATE_AFTER_MS, NOTHING_SAVED, nextSaved, type SavedEvent, statusOf } from '../../client/sync/saved-state.ts';

const answer: SavedEvent = { type: 'sent', step2: true };
const update: SavedEvent = { type: 'sent', step2: false };
const edited: SavedEvent = { type: 'edited' };
const opened: SavedEvent = { type: 'opened' };
const acked = (frames: number): SavedEvent => ({ type: 'acked', frames });
const closed = (code: number | null): SavedEvent => ({ type: 'closed', code });

/** Plays events one millisecond apart and tells what is shown `laterMs` after the last. */
function shown(events: readonly SavedEvent[], laterMs = 0) {
  let now = 1000;
  let state = NOTHING_SAVED;
  for (const event of events) state = nextSaved(state, event, ++now);
  return statusOf(state, now + laterMs);
}

describe('saved state', () => {
  it('says nothing is saved before the answer to the server is acknowledged', () => {
    expect(shown([opened])).toMatchObject({ kind: 'connecting' });
    expect(shown([opened, answer])).toMatchObject({ kind: 'connecting' });
    expect(shown([opened, answer, acked(1)])).toMatchObject({ kind: 'saved', atMs: 1003 });
  });

  it('is saving until the frame of the last edit is acknowledged', () => {
    const begun = [opened, answer, acked(1), edited, update, edited, update];
    expect(shown(begun)).toMatchObject({ kind: 'saving', unsaved: 2 });
    expect(shown([...begun, acked(2)])).toMatchObject({ kind: 'saving', unsaved: 1 });
    expect(shown([...begun, acked(3)])).toMatchObject({ kind: 'saved' });
  });

  it('does not count a frame sent before the answer as saving what was written offline', () => {
    const begun = [edited, edited, opened, edited, update];
    expect(shown([...begun, acked(1)])).toMatchObject({ kind: 'saving', unsaved: 3 });
    expect(shown([...begun, answer, acked(1)])).toMatchObject({ kind: 'saving', unsaved: 3 });
    expect(shown([...begun, answer, acked(2)])).toMatchObject({ kind: 'saved' });
  });

  it('keeps counting edits of an earlier visit until a new connection proves them', () => {
    const kept: SavedEvent = { type: 'restored', unsaved: 3 };
    expect(shown([kept, closed(null)])).toMatchObject({ kind: 'offline', unsaved: 3 });
    expect(shown([kept, opened, answer])).toMatchObject({ kind: 'saving', unsaved: 3 });
    expect(shown([kept, opened, answer, acked(1)])).toMatchObject({ kind: 'saved' });
  });

  it('starts over with every connection: what was under way is not saved', () => {
    const cut = [opened, answer, acked(1), edited, update, closed(null)];
    expect(shown(cut)).toMatchObject({ kind: 'offline', unsaved: 1 });
    expect(shown([...cut, opened, acked(1)])).toMatchObject({ kind: 'saving', unsaved: 1 });
    expect(shown([...cut, opened, answer, acked(1)])).toMatchObject({ kind: 'saved' });
  });

  it('disbelieves an acknowledgement of more than was sent', () => {
    expect(shown([opened, answer, edited, update, acked(9)])).toMatchObject({ kind: 'saving', unsaved: 1 });
  });

  it('says within ten seconds that a connection which looks alive saves nothing', () => {
    expect(LATE_AFTER_MS).toBeLessThan(10_000);
    const swallowed = [opened, answer, acked(1), edited, update];
    expect(shown(swallowed, LATE_AFTER_MS - 10)).toMatchObject({ kind: 'saving' });
    expect(shown(swallowed, LATE_AFTER_MS)).toMatchObject({ kind: 'late', unsaved: 1 });
  });

  it.each([
    [4400, 'unreadable'],
    [4401, 'noInvite'],
    [4403, 'notAllowed'],
    [4410, 'boardDeleted'],
    [4413, 'tooLarge'],
    [4426, 'clientTooOld'],
  ])('stays closed after %i and keeps the number', (code, reason) => {
    const end = [opened, answer, acked(1), edited, update, closed(code)];
    expect(shown(end)).toEqual({ kind: 'closed', reason, unsaved: 1 });
    expect(shown([...end, closed(null)])).toEqual({ kind: 'closed', reason, unsaved: 1 });
  });

  it('tells a restart and overload from a lost connection, also while new attempts fail', () => {
    expect(shown([opened, closed(1012)])).toMatchObject({ kind: 'restarting' });
    expect(shown([opened, closed(1012), closed(null)])).toMatchObject({ kind: 'restarting' });
    expect(shown([opened, closed(1013)])).toMatchObject({ kind: 'overloaded' });
    expect(shown([opened, closed(1006)])).toMatchObject({ kind: 'offline' });
  });
});
