import { describe, expect, it } from 'vitest';
import { LATE_AFTER_MS, NOTHING_SAVED, nextSaved, type SavedEvent, statusOf } from '../../client/sync/saved-state.ts';

const answer: SavedEvent = { type: 'sent', step2: true };
const update: SavedEvent = { type: 'sent', step2: false };
const edited: SavedEvent = { type: 'edited' };
const opened: SavedEvent = { type: 'opened' };
const acked = (frames: number): SavedEvent => ({ type: 'acked', frames });
const closed = (code: number | null): SavedEvent => ({ type: 'closed', code });

/** Plays events one millisecond apart. Returns the status `laterMs` after the last. */
function statusAfter(events: readonly SavedEvent[], laterMs = 0) {
  let now = 1000;
  let state = NOTHING_SAVED;
  for (const event of events) state = nextSaved(state, event, ++now);
  return statusOf(state, now + laterMs);
}

describe('saved state', () => {
  it('reports saved only after the answer to the server is acknowledged', () => {
    expect(statusAfter([opened])).toMatchObject({ kind: 'connecting' });
    expect(statusAfter([opened, answer])).toMatchObject({ kind: 'connecting' });
    expect(statusAfter([opened, answer, acked(1)])).toMatchObject({ kind: 'saved', atMs: 1003 });
  });

  it('reports saving until the frame of the last edit is acknowledged', () => {
    const begun = [opened, answer, acked(1), edited, update, edited, update];
    expect(statusAfter(begun)).toMatchObject({ kind: 'saving', unsaved: 2 });
    expect(statusAfter([...begun, acked(2)])).toMatchObject({ kind: 'saving', unsaved: 1 });
    expect(statusAfter([...begun, acked(3)])).toMatchObject({ kind: 'saved' });
  });

  it('does not count offline edits as saved by a frame sent before the answer', () => {
    const begun = [edited, edited, opened, edited, update];
    expect(statusAfter([...begun, acked(1)])).toMatchObject({ kind: 'saving', unsaved: 3 });
    expect(statusAfter([...begun, answer, acked(1)])).toMatchObject({ kind: 'saving', unsaved: 3 });
    expect(statusAfter([...begun, answer, acked(2)])).toMatchObject({ kind: 'saved' });
  });

  it('counts edits of an earlier visit as unsaved until a new connection proves them', () => {
    const kept: SavedEvent = { type: 'restored', unsaved: 3 };
    expect(statusAfter([kept, closed(null)])).toMatchObject({ kind: 'offline', unsaved: 3 });
    expect(statusAfter([kept, opened, answer])).toMatchObject({ kind: 'saving', unsaved: 3 });
    expect(statusAfter([kept, opened, answer, acked(1)])).toMatchObject({ kind: 'saved' });
  });

  it('starts over with every connection: unacknowledged frames of the last one do not count', () => {
    const cut = [opened, answer, acked(1), edited, update, closed(null)];
    expect(statusAfter(cut)).toMatchObject({ kind: 'offline', unsaved: 1 });
    expect(statusAfter([...cut, opened, acked(1)])).toMatchObject({ kind: 'saving', unsaved: 1 });
    expect(statusAfter([...cut, opened, answer, acked(1)])).toMatchObject({ kind: 'saved' });
  });

  it('ignores an acknowledgement of more frames than were sent', () => {
    expect(statusAfter([opened, answer, edited, update, acked(9)])).toMatchObject({ kind: 'saving', unsaved: 1 });
  });

  it('reports late within ten seconds when an open connection acknowledges nothing', () => {
    expect(LATE_AFTER_MS).toBeLessThan(10_000);
    const swallowed = [opened, answer, acked(1), edited, update];
    expect(statusAfter(swallowed, LATE_AFTER_MS - 10)).toMatchObject({ kind: 'saving' });
    expect(statusAfter(swallowed, LATE_AFTER_MS)).toMatchObject({ kind: 'late', unsaved: 1 });
  });

  it.each([
    [4400, 'unreadable'],
    [4401, 'noInvite'],
    [4403, 'notAllowed'],
    [4410, 'boardDeleted'],
    [4426, 'clientTooOld'],
  ])('stays closed after %i and keeps the number of unsaved edits', (code, reason) => {
    const end = [opened, answer, acked(1), edited, update, closed(code)];
    expect(statusAfter(end)).toEqual({ kind: 'closed', reason, unsaved: 1 });
    expect(statusAfter([...end, closed(null)])).toEqual({ kind: 'closed', reason, unsaved: 1 });
  });

  it('keeps what the server had no room for, whatever happens to the connection that goes on reading', () => {
    const full = [opened, answer, acked(1), edited, update, closed(4413)];
    expect(statusAfter(full)).toEqual({ kind: 'full', unsaved: 1 });
    expect(statusAfter([...full, closed(null), closed(1012)])).toEqual({ kind: 'full', unsaved: 1 });
    expect(statusAfter([...full, closed(4403)])).toEqual({ kind: 'closed', reason: 'notAllowed', unsaved: 1 });
    expect(statusAfter([...full, closed(4413)])).toEqual({ kind: 'closed', reason: 'tooLarge', unsaved: 1 });
  });

  it('distinguishes restart and overload from a lost connection, also while new attempts fail', () => {
    expect(statusAfter([opened, closed(1012)])).toMatchObject({ kind: 'restarting' });
    expect(statusAfter([opened, closed(1012), closed(null)])).toMatchObject({ kind: 'restarting' });
    expect(statusAfter([opened, closed(1013)])).toMatchObject({ kind: 'overloaded' });
    expect(statusAfter([opened, closed(1006)])).toMatchObject({ kind: 'offline' });
  });
});
