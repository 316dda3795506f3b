import { type CloseName, closeNameOf, comesBackAfter } from '#protocol/close-codes';

/**
 * What is known about whether this member's edits are stored. Edits are numbered. For every sync frame sent on a
 * connection the state remembers which edits are durable once that frame is; message 4 says how many frames are
 * durable.
 *
 * A connection's frames prove nothing about edits made before it until the answer to the server's step 1 (a step-2
 * frame) has been sent: only that answer contains everything the server lacked. Updates sent earlier prove nothing by
 * themselves; they are durable when a later frame is, because the count is of the first n frames.
 */
export interface SavedState {
  /** `full`: the server had no room for what was written. It stays in this browser, and nothing more is sent. */
  readonly phase: 'connecting' | 'open' | 'down' | 'full' | 'closed';
  /** Why the last connection ended, if the server gave a reason. */
  readonly reason: CloseName | null;
  /** How many edits were made so far, including those kept from an earlier visit. */
  readonly made: number;
  /** How many of them, counted from the first, are durable on the server. */
  readonly saved: number;
  readonly savedAtMs: number | null;
  /** Since when unsaved edits have waited without any acknowledgement from the server. */
  readonly waitingSinceMs: number | null;
  /** For each unacknowledged frame of this connection: how many edits are durable once it is acknowledged. */
  readonly covers: readonly number[];
  readonly ackedFrames: number;
  /** Which frame of this connection, counted from 1, was the first answer to the server's step 1; null before it. */
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

/** What to show the user. */
export type SavedStatus =
  | { readonly kind: 'saved'; readonly atMs: number }
  | {
      readonly kind: 'connecting' | 'saving' | 'late' | 'offline' | 'restarting' | 'overloaded' | 'full';
      readonly unsaved: number;
    }
  | { readonly kind: 'closed'; readonly reason: CloseName; readonly unsaved: number };

/** An edit that waits this long on an open connection is reported as not saved. Users are promised ten seconds. */
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

/** The status to show at a time. */
export function statusOf(state: SavedState, nowMs: number): SavedStatus {
  const unsaved = unsavedOf(state);
  if (state.phase === 'closed') return { kind: 'closed', reason: state.reason ?? 'noInvite', unsaved };
  if (state.phase === 'full') return { kind: 'full', unsaved };
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

/** Acknowledged frames are dropped from the list, so it only holds those that are under way. */
function acked(state: SavedState, frames: number, nowMs: number): SavedState {
  const newly = frames - state.ackedFrames;
  // More frames than were sent: the number is wrong, and accepting it could report an unsaved edit as saved.
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
  if (state.phase === 'closed' || (state.phase === 'full' && !terminal)) return state;
  const next = freshConnection(state);
  if (reason === 'tooLarge' && state.phase !== 'full') return { ...next, phase: 'full', reason };
  if (terminal) return { ...next, phase: 'closed', reason: reason ?? 'unreadable' };
  // After a restart's close, new connections are refused without a code: that is still the restart.
  return { ...next, phase: 'down', reason: reason ?? (state.phase === 'down' ? state.reason : null) };
}
