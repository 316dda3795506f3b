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

/** The code of a connection that ended without a word. */
const LOST = 1006;

/** Nobody can say what the answer would have been. */
export class ServerGone extends Error {
  override readonly name = 'ServerGone';
}

/** The ids that writers give; a board also holds notes of its template. */
const WRITTEN = /^\w+-\d+-\d+$/;

/** A member on one connection that writes notes and remembers which of them the server called saved. */
class Writer {
  readonly client: SyncClient;
  readonly board: TestBoard;
  /** Ids of own notes by the number of the sync message that brought them. */
  readonly #own = new Map<string, number>();

  constructor(url: string, board: TestBoard) {
    this.board = board;
    this.client = new SyncClient(url, board.id, board.participant);
  }

  /** Writes so many notes a second, until told to stop or cut off. The text of a note is its id. */
  async write(prefix: string, perSecond: number, stop: AbortSignal): Promise<void> {
    const { doc } = this.client;
    const region = [...root(doc, 'fields').keys()][0] as RegionId;
    const start = performance.now();
    for (let n = 0; !stop.aborted && this.client.closed === null; await wait(2)) {
      for (const due = ((performance.now() - start) * perSecond) / 1000; n < due; n++) {
        const id = `${prefix}-${doc.clientID}-${n}`;
        const before = this.client.sent;
        addNote(doc, { id: id as NoteId, text: id, regionId: region, order: `a${n}`, author: '', createdAt: 0 });
        // While a socket closes, nothing is sent any more.
        this.#own.set(id, this.client.sent > before ? this.client.sent : Number.POSITIVE_INFINITY);
      }
    }
  }

  /** Own notes of which the server said that they are saved. */
  saved(): string[] {
    return [...this.#own].filter(([, number]) => number <= this.client.saved).map(([id]) => id);
  }

  /** Notes that came from others. */
  seen(): string[] {
    return [...root(this.client.doc, 'notes').keys()].filter((id) => WRITTEN.test(id) && !this.#own.has(id));
  }

  /** Notes whose text is not what was written in them, such as one that was applied twice. */
  spoilt(): string[] {
    const { doc } = this.client;
    const written = [...root(doc, 'notes').keys()].filter((id) => WRITTEN.test(id));
    return written.filter((id) => plainText(noteFragment(doc, id as NoteId)) !== id);
  }
}

/** Members who write on boards, round after round, and what must never be missing again: what was saved or seen. */
export class Load {
  /** Writers on each board; one more member only reads. */
  readonly writers: number;
  /** How many notes were called saved, how many came to others, and the most that were saved in a second. */
  readonly done = { saved: 0, seen: 0, mostPerSecond: 0 };
  readonly #kept = new Map<string, Set<string>>();

  constructor(boards: readonly TestBoard[], writers: number) {
    this.writers = writers;
    for (const { id } of boards) this.#kept.set(id, new Set());
  }

  /**
   * Lets members join. The first answer is the whole board: all that ever was kept, at once, and each note once and as it
   * was written; and every member reads the same board. Throws ServerGone where a connection ends without a word.
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
   * Writes on all boards together so many notes a second until `end` resolves, by which the server must have gone.
   * `prefix` tells the rounds apart.
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
