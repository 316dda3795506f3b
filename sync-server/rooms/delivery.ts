import { frameSaved } from '#protocol/frames';
import type { Queued } from './commit-queue.ts';
import type { Session } from './session.ts';

interface Member {
  /** How many of its sync messages are durable. */
  count: number;
  /** It wants to be told. */
  asked: boolean;
  /** Its step 1 was answered. Changes sent before would build on what it lacks. */
  joined: boolean;
}

/**
 * Hands out committed groups: one send per session. Most sessions get the very same array of messages, so that the
 * socket layer lays its bytes out once; only senders (not told of their own updates) and joiners get one of their own.
 */
export class Delivery {
  readonly #saved = new Map<Session, Member>();

  /** Lets a session take part. */
  add(session: Session): void {
    this.#saved.set(session, { count: 0, asked: false, joined: false });
  }

  remove(session: Session): void {
    this.#saved.delete(session);
  }

  get sessions(): IterableIterator<Session> {
    return this.#saved.keys();
  }

  get size(): number {
    return this.#saved.size;
  }

  /** The session wants to be told how many of its sync updates are durable, from now on. */
  askSaved(session: Session): void {
    const saved = this.#saved.get(session);
    if (saved === undefined || saved.asked) return;
    saved.asked = true;
    if (saved.count > 0) session.send([frameSaved(saved.count)]);
  }

  /** Delivers a group of which everything is durable. */
  deliver(group: readonly Queued[]): void {
    const shared: Uint8Array[] = [];
    const special = new Set<Session>();
    for (const item of group) {
      if (item.kind === 'update') {
        shared.push(item.message);
        if (item.from !== null) special.add(item.from);
      } else if (item.kind === 'answer') special.add(item.to);
      else if (item.kind === 'nothing') special.add(item.from);
    }
    for (const [session, member] of this.#saved) {
      if (special.has(session)) {
        const own = messagesFor(session, group, member);
        if (own.length > 0) session.send(own);
      } else if (!session.behind && member.joined && shared.length > 0) session.send(shared);
    }
  }
}

function messagesFor(session: Session, group: readonly Queued[], member: Member): Uint8Array[] {
  const messages: Uint8Array[] = [];
  const before = member.count;
  for (const item of group) {
    if (item.kind === 'answer' && item.to === session) {
      messages.push(item.message);
      if (item.joins) member.joined = true;
    } else if (item.kind === 'nothing' && item.from === session) member.count += item.counts;
    else if (item.kind === 'update' && item.from === session) member.count += item.counts;
    else if (item.kind === 'update' && member.joined) messages.push(item.message);
  }
  if (member.asked && member.count > before) messages.push(frameSaved(member.count));
  return messages;
}
