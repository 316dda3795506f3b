import { frameSaved } from '#protocol/frames';
import type { Queued } from './commit-queue.ts';
import type { Seat } from './seat.ts';

/** What one session of a group needs beside what all are sent. */
interface Apart {
  /** Indices of what it is not sent: its own updates, and what its answer holds. */
  without: number[];
  /** What goes before. */
  first: (readonly Uint8Array[])[];
}

/**
 * Hands out a committed group: in most cases one send per session, of the very same array of messages, so that the
 * socket layer lays its bytes out once. `behind` is told of sessions that read too slowly to be sent this group.
 */
export function deliver(group: readonly Queued[], seats: Iterable<Seat>, behind: (seat: Seat) => void): void {
  const shared: Uint8Array[] = [];
  const apart = new Map<Seat, Apart>();
  for (const item of group) {
    if (item.kind === 'waiting') continue;
    if (item.kind === 'update') {
      shared.push(item.message);
      if (item.from === null) continue;
      item.from.saved += item.counts;
      apartOf(apart, item.from).without.push(shared.length - 1);
    } else if (item.kind === 'nothing') {
      item.from.saved += item.counts;
      apartOf(apart, item.from);
    } else if (item.kind === 'question') {
      apartOf(apart, item.to).first.push([item.message]);
    } else {
      const own = apartOf(apart, item.to);
      own.first.push(item.messages);
      own.without = shared.map((_, index) => index);
      item.to.joined = true;
      item.to.lacks = null;
    }
  }
  for (const seat of seats) {
    const own = apart.get(seat);
    if (own === undefined && (!seat.joined || shared.length === 0)) continue;
    if (seat.session.behind) behind(seat);
    else if (own === undefined) seat.session.send(shared);
    else if (!sendApart(seat, shared, own)) behind(seat);
  }
}

/** False where the reader fell behind before all was sent. */
function sendApart(seat: Seat, shared: readonly Uint8Array[], own: Apart): boolean {
  const { session } = seat;
  for (const messages of own.first) {
    if (session.behind) return false;
    session.send(messages);
  }
  if (seat.joined && own.without.length < shared.length) {
    if (session.behind) return false;
    session.send(shared, own.without);
  }
  tellSaved(seat);
  return true;
}

/** Tells a session that asked how many of its sync messages are durable. */
export function tellSaved(seat: Seat): void {
  if (!seat.asked || seat.saved === seat.told || seat.session.behind) return;
  seat.told = seat.saved;
  seat.session.send([frameSaved(seat.saved)]);
}

function apartOf(apart: Map<Seat, Apart>, seat: Seat): Apart {
  let own = apart.get(seat);
  if (own === undefined) {
    own = { without: [], first: [] };
    apart.set(seat, own);
  }
  return own;
}
