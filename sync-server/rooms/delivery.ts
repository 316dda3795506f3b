import { frameSaved } from '#protocol/frames';
import type { Queued } from './commit-queue.ts';
import type { Seat } from './seat.ts';
import { Parcel } from './session.ts';

/** What one session of a group needs beside what all are sent. */
interface Apart {
  /** Indices of what it is not sent: its own updates, and what its answer holds. */
  without: number[];
  /** What goes before. */
  readonly first: Parcel[];
}

/**
 * Hands out a committed group: in most cases one send per session, of the very same parcel. `behind` is told of
 * sessions that read too slowly to be sent this group.
 */
export function deliver(group: readonly Queued[], seats: Iterable<Seat>, behind: (seat: Seat) => void): void {
  const updates: Uint8Array[] = [];
  const apart = new Map<Seat, Apart>();
  for (const item of group) {
    if (item.kind === 'waiting') continue;
    if (item.kind === 'update') {
      updates.push(item.message);
      if (item.from === null) continue;
      item.from.saved += item.counts;
      apartOf(apart, item.from).without.push(updates.length - 1);
    } else if (item.kind === 'nothing') {
      item.from.saved += item.counts;
      apartOf(apart, item.from);
    } else {
      const own = apartOf(apart, item.to);
      own.first.push(item.parcel);
      if (item.kind === 'question') continue;
      own.without = updates.map((_, index) => index);
      item.to.joined = true;
      item.to.lacks = null;
    }
  }
  const parcel = new Parcel(updates);
  for (const seat of seats) {
    const own = apart.get(seat);
    if (own === undefined && (!seat.joined || updates.length === 0)) continue;
    if (seat.session.behind) behind(seat);
    else if (own === undefined) seat.session.send(parcel);
    else if (!sendApart(seat, parcel, own)) behind(seat);
  }
}

/** False where the reader fell behind before all was sent. */
function sendApart(seat: Seat, parcel: Parcel, own: Apart): boolean {
  const { session } = seat;
  for (const first of own.first) {
    if (session.behind) return false;
    session.send(first);
  }
  if (seat.joined && own.without.length < parcel.messages.length) {
    if (session.behind) return false;
    session.send(parcel, own.without);
  }
  tellSaved(seat);
  return true;
}

/** Tells a session that asked how many of its sync messages are durable. */
export function tellSaved(seat: Seat): void {
  if (!seat.asked || seat.saved === seat.told || seat.session.behind) return;
  seat.told = seat.saved;
  seat.session.send(new Parcel([frameSaved(seat.saved)]));
}

function apartOf(apart: Map<Seat, Apart>, seat: Seat): Apart {
  let own = apart.get(seat);
  if (own === undefined) {
    own = { without: [], first: [] };
    apart.set(seat, own);
  }
  return own;
}
