import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import type { NoteId, RegionId } from '#board/ids';
import { addNote, noteFragment } from '#board/note';
import { readBoard } from '#board/reading/read-board';
import { root } from '#board/records';
import { plainText } from '#board/text';
import { plain } from '../board/helpers.ts';
import type { TestBoard } from './server-in-process.ts';
import { SyncClient } from './sync-client.ts';

/** The code of a connection that ended without a close frame. */
const LOST = 1006;

/** The server went away before it had answered. */
export class ServerGone extends Error {
  override readonly name = 'ServerGone';
}

/** The ids of the writers' notes; a board also holds notes of its template. */
const WRITTEN = /^\w+-\d+-\d+$/;

/** A member on one connection who writes notes and knows which of them the server acknowledged as saved. */
class Writer {
  readonly client: SyncClient;
  readonly board: TestBoard;
  /** Ids of own notes with the number of the sync message that sent them. */
  readonly #own = new Map<string, number>();

  constructor(url: string, board: TestBoard) {
    this.board = board;
    this.client = new SyncClient(url, board.id, board.participant);
  }

  /** Writes so many notes a second, until stopped or disconnected. The text of a note is its id. */
  async write(prefix: string, perSecond: number, stop: AbortSignal): Promise<void> {
    const { doc } = this.client;
    const region = [...root(doc, 'fields').keys()][0] as RegionId;
    const start = performance.now();
    for (let n = 0; !stop.aborted && this.client.closed === null; await wait(2)) {
      for (const due = ((performance.now() - start) * perSecond) / 1000; n < due; n++) {
        const id = `${prefix}-${doc.clientID}-${n}`;
        const before = this.client.sent;
        addNote(doc, { id: id as NoteId, text: id, regionId: region, order: `a${n}`, author: '', createdAt: 0 });
        // A closing socket sends nothing.
        this.#own.set(id, this.client.sent > before ? this.client.sent : Number.POSITIVE_INFINITY);
      }
    }
  }

  /** Own notes that the server acknowledged as saved. */
  saved(): string[] {
    return [...this.#own].filter(([, number]) => number <= this.client.saved).map(([id]) => id);
  }

  /** Notes that came from others. */
  seen(): string[] {
    return [...root(this.client.doc, 'notes').keys()].filter((id) => WRITTEN.test(id) && !this.#own.has(id));
  }

  /** Notes whose text differs from what was written, for example because an update was applied twice. */
  spoilt(): string[] {
    const { doc } = this.client;
    const written = [...root(doc, 'notes').keys()].filter((id) => WRITTEN.test(id));
    return written.filter((id) => plainText(noteFragment(doc, id as NoteId)) !== id);
  }
}

/**
 * Members who write on boards, round after round, and the notes that must never be missing again: saved or seen ones.
 */
export class Load {
  /** Writers on each board; one more member only reads. */
  readonly writers: number;
  /** How many notes were acknowledged, how many reached others, and the most that were saved in a second. */
  readonly done = { saved: 0, seen: 0, mostPerSecond: 0 };
  readonly #kept = new Map<string, Set<string>>();

  constructor(boards: readonly TestBoard[], writers: number) {
    this.writers = writers;
    for (const { id } of boards) this.#kept.set(id, new Set());
  }

  /**
   * Lets members join. Asserts that the first answer is the whole board, with every note that was ever saved or seen,
   * each once and as written, and that all members read the same. Throws ServerGone if a connection ends without a
   * close frame.
   */
  async join(url: string, boards: readonly TestBoard[]): Promise<Writer[]> {
    const members = boards.flatMap((board) => Array.from({ length: this.writers + 1 }, () => new Writer(url, board)));
    const first = new Map<string, unknown>();
    await Promise.all(
      members.map(async (member) => {
        const { client, board } = member;
        await client.until(() => client.synced || client.closed !== null);
        if (client.closed === LOST) throw new ServerGone('the server went away while a member joined');
        expect(client.closed).toBeNull();
        expect(root(client.doc, 'sections').size).toBeGreaterThan(0);
        const notes = root(client.doc, 'notes');
        expect([...(this.#kept.get(board.id) ?? [])].filter((id) => !notes.has(id))).toEqual([]);
        expect(member.spoilt()).toEqual([]);
        const read = plain(readBoard(client.doc));
        if (!first.has(board.id)) first.set(board.id, read);
        expect(read).toEqual(first.get(board.id));
      }),
    );
    return members;
  }

  /**
   * Writes so many notes a second, on all boards together, until `end` resolves, which must end the server. `prefix`
   * marks the notes of this round.
   */
  async write(members: readonly Writer[], prefix: string, perSecond: number, end: () => Promise<unknown>) {
    const writers = members.filter((_, i) => i % (this.writers + 1) !== 0);
    const stop = new AbortController();
    const start = performance.now();
    const writing = writers.map((member) => member.write(prefix, perSecond / writers.length, stop.signal));
    await end();
    stop.abort();
    await Promise.all(writing);
    const seconds = (performance.now() - start) / 1000;
    let savedNow = 0;
    for (const member of members) {
      await member.client.until(() => member.client.closed !== null);
      const [saved, seen] = [member.saved(), member.seen().filter((id) => id.startsWith(`${prefix}-`))];
      savedNow += saved.length;
      this.done.seen += seen.length;
      for (const id of [...saved, ...seen]) this.#kept.get(member.board.id)?.add(id);
    }
    this.done.saved += savedNow;
    this.done.mostPerSecond = Math.max(this.done.mostPerSecond, Math.round(savedNow / seconds));
  }
}
