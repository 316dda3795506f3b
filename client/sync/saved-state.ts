import { type CloseName, closeNameOf, comesBackAfter } from '#protocol/close-codes';

/**
 * What may be said about whether one's edits are stored. Edits get running numbers. Every sync frame sent on a
 * connection remembers which edits are with the server once it is durable, and message 4 tells how many frames are.
 *
 * A connection's frames prove nothing about edits made before it until the answer to the server's step 1 (a step-2
 * frame) has gone out: only that answer holds everything the server lacked. Updates sent earlier cover nothing by
 * themselves; they are durable when a later frame is, because the count is of the first n.
 */
export interface SavedState {
  readonly phase: 'connecting' | 'open' | 'down' | 'closed';
  /** Why the last connection ended, where the server said so. */
  readonly reason: CloseName | null;
  /** Edits made so far, those kept from an earlier visit included. */
  readonly made: number;
  /** The first so many of them are durable on the server. */
  readonly saved: number;
  readonly savedAtMs: number | null;
  /** Since when the oldest unsaved edit has waited without news from the server. */
  readonly waitingSinceMs: number | null;
  /** For each frame sent on this connection: the number of edits that its acknowledgement makes durable. */
  readonly covers: readonly number[];
  readonly ackedFrames: number;
  /** Which frame of this connection was the first answer to the server's step 1, from 1; null before it is sent. */
  readonly answerFrame: number | null;
  /** The server has acknowledged the whole of this document on this connection. */
  readonly proven: boolean;
}

export type SavedEvent =
  | { readonly type: 'edited' }
  | { readonly type: 'restored'; readonly unsaved: number }
  | { readonly type: 'connecting' }
  | { readonly type: 'opened' }
  | { readonly type: 'sent'; readonly step2: boolean }
  | { readonly type: 'acked'; readonly frames: number }
  | { readonly type: 'closed'; readonly code: number | null };

/** The sentence to show, in the order of how bad it is. */
export type SavedStatus =
  | { readonly kind: 'saved'; readonly atMs: number }
  | {
      readonly kind: 'connecting' | 'saving' | 'late' | 'offline' | 'restarting' | 'overloaded';
      readonly unsaved: number;
    }
  | { readonly kind: 'closed'; readonly reason: CloseName; readonly unsaved: number };

/** Connected and unacknowledged for so long is said aloud; under the ten seconds that are promised. */
export const LATE_AFTER_MS = 8000;

export const NOTHING_SAVED: SavedState = {
  phase: 'connecting',
  reason: null,
  made: 0,
  saved: 0,
  savedAtMs: null,
  waitingSinceMs: null,
  covers: [],
  ackedFrames: 0,
  answerFrame: null,
  proven: false,
};

/** The state after an event. */
export function nextSaved(state: SavedState, event: SavedEvent, nowMs: number): SavedState {
  switch (event.type) {
    case 'edited':
      return { ...state, made: state.made + 1, waitingSinceMs: state.waitingSinceMs ?? nowMs };
    case 'restored':
      if (event.unsaved <= 0) return state;
      return { ...state, made: state.made + event.unsaved, waitingSinceMs: state.waitingSinceMs ?? nowMs };
    case 'connecting':
      return state.phase === 'closed'
        ? state
        : { ...state, phase: state.phase === 'open' ? 'connecting' : state.phase };
    case 'opened':
      return {
        ...freshConnection(state),
        phase: 'open',
        reason: null,
        waitingSinceMs: unsavedOf(state) > 0 ? nowMs : null,
      };
    case 'sent': {
      const frame = state.ackedFrames + state.covers.length + 1;
      const answerFrame = state.answerFrame ?? (event.step2 ? frame : null);
      return { ...state, answerFrame, covers: [...state.covers, answerFrame === null ? 0 : state.made] };
    }
    case 'acked':
      return acked(state, event.frames, nowMs);
    case 'closed':
      return closed(state, event.code);
  }
}

/** What to say now. */
export function statusOf(state: SavedState, nowMs: number): SavedStatus {
  const unsaved = unsavedOf(state);
  if (state.phase === 'closed') return { kind: 'closed', reason: state.reason ?? 'noInvite', unsaved };
  if (state.phase === 'connecting') return { kind: 'connecting', unsaved };
  if (state.phase === 'down') {
    if (state.reason === 'restarting') return { kind: 'restarting', unsaved };
    return { kind: state.reason === 'overloaded' ? 'overloaded' : 'offline', unsaved };
  }
  if (unsaved > 0) {
    const waitedMs = state.waitingSinceMs === null ? 0 : nowMs - state.waitingSinceMs;
    return { kind: waitedMs >= LATE_AFTER_MS ? 'late' : 'saving', unsaved };
  }
  if (!state.proven || state.savedAtMs === null) return { kind: 'connecting', unsaved };
  return { kind: 'saved', atMs: state.savedAtMs };
}

/** How many edits are not known to be on the server. */
export function unsavedOf(state: SavedState): number {
  return state.made - state.saved;
}

/** Frames already acknowledged are dropped from the list, so it stays as short as what is under way. */
function acked(state: SavedState, frames: number, nowMs: number): SavedState {
  const newly = frames - state.ackedFrames;
  // More than was sent is no number of ours; believing it could call an edit saved that is not.
  if (newly <= 0 || newly > state.covers.length) return state;
  const covered = state.covers[newly - 1] ?? 0;
  const saved = Math.max(state.saved, covered);
  const proven = state.answerFrame !== null && frames >= state.answerFrame;
  return {
    ...state,
    saved,
    proven,
    covers: state.covers.slice(newly),
    ackedFrames: frames,
    savedAtMs: saved > state.saved || proven ? nowMs : state.savedAtMs,
    waitingSinceMs: state.made > saved ? nowMs : null,
  };
}

function freshConnection(state: SavedState): SavedState {
  return { ...state, covers: [], ackedFrames: 0, answerFrame: null, proven: false };
}

function closed(state: SavedState, code: number | null): SavedState {
  const reason = code === null ? null : closeNameOf(code);
  const terminal = code !== null && !comesBackAfter(code);
  if (state.phase === 'closed') return state;
  const next = freshConnection(state);
  if (terminal) return { ...next, phase: 'closed', reason: reason ?? 'unreadable' };
  // A restart's own close is followed by refused connections without a code: it is still a restart.
  return { ...next, phase: 'down', reason: reason ?? (state.phase === 'down' ? state.reason : null) };
}
