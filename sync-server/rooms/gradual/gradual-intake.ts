import type { Fault } from '#board/rules/fault';
import { UpdateFault } from '../../update-guard/byte-cursor.ts';
import { partsOf } from '../../update-guard/parts/update-parts.ts';
import type { BoardDocument } from '../board-document.ts';
import type { Refusal } from '../judge.ts';
import type { LongWork, Turns } from './turns.ts';

export interface GradualIntakeParts {
  readonly document: BoardDocument;
  readonly turns: Turns;
  /** Removes what breaks the board's rules, and queues the repair. */
  repair(faults: readonly Fault[]): void;
  /** Waits until the disk has caught up, if too much waits for it. */
  drained(): Promise<void> | null;
}

export interface GradualTaking {
  /** Judges, applies and queues a part. */
  take(part: Uint8Array): Refusal | null;
  /** Nobody waits for it any more; the rest is sent again when its sender comes back. */
  isGone(): boolean;
}

export interface Taken {
  /** Why it was not taken to its end; null if it was. */
  readonly ended: Refusal | 'gone' | null;
  /** What in it broke the board's rules. */
  readonly faults: readonly Fault[];
  /** Others changed the board meanwhile, so that the faults may be theirs. */
  readonly isMixed: boolean;
  /** How long the work took, in milliseconds. */
  readonly spentMs: number;
}

/**
 * Takes a room's large updates in parts, one update at a time, so that the event loop is never held for longer than a
 * part takes: other boards go on at once, this one's members between the parts.
 */
export class GradualIntake {
  readonly #parts: GradualIntakeParts;
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: GradualIntakeParts) {
    this.#parts = parts;
  }

  /** Resolves when all of an update has been taken, or it was refused. Rejects if memory may not match the log. */
  take(update: Uint8Array, taking: GradualTaking): Promise<Taken> {
    const taken = this.#last.then(() => this.#take(update, taking));
    this.#last = taken.catch(() => undefined);
    return taken;
  }

  async #take(update: Uint8Array, taking: GradualTaking): Promise<Taken> {
    const { document, turns, repair } = this.#parts;
    const work = turns.begin();
    await work.next();
    const change = document.begin();
    const faults: Fault[] = [];
    let ended: Refusal | 'gone' | null = null;
    try {
      ended = await this.#takeParts(update, taking, work);
      await work.through(change.faults(), (found) => {
        if (found.length > 0) repair(found);
        for (const fault of found) faults.push(fault);
      });
    } finally {
      await work.through(document.end(change));
      work.end();
    }
    return { ended, faults, isMixed: change.isMixed, spentMs: work.spentMs };
  }

  async #takeParts(update: Uint8Array, taking: GradualTaking, work: LongWork): Promise<Refusal | 'gone' | null> {
    try {
      const parts = partsOf(update, this.#parts.document.doc);
      await work.next();
      for (const part of parts) {
        if (taking.isGone()) return 'gone';
        if (part === null) {
          await work.next();
          continue;
        }
        const refusal = taking.take(part);
        if (refusal !== null) return refusal;
        const drained = this.#parts.drained();
        if (drained !== null) await work.pause(drained);
        await work.next();
      }
      return null;
    } catch (error) {
      if (error instanceof UpdateFault) return 'unreadable';
      throw error;
    }
  }
}
