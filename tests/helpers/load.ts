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

/** The close code of a connection that broke without a close frame. */
const LOST = 1006;

/** The server went away before it answered. */
export class ServerGone extends Error {
  override readonly name = 'ServerGone';
}

/** Ids of notes made by writers; a board also has notes from its template. */
const WRITTEN = /^\w+-\d+-\d+$/;

/** A member on one connection that writes notes and remembers which of them the server acknowledged. */
class Writer {
  readonly client: SyncClient;
  readonly board: TestBoard;
  /** For each of its own notes, the number of the sync message that carried it. */
  readonly #own = new Map<string, number>();

  constructor(url: string, board: TestBoard) {
    this.board = board;
    this.client = new SyncClient(url, board.id, board.participant);
  }

  /** Writes `perSecond` notes a second until `stop` or the end of the connection. The text of a note is its id. */
  async write(prefix: string, perSecond: number, stop: AbortSignal): Promise<void> {
    const { doc } = this.client;
    const region = [...root(doc, 'fields').keys()][0] as RegionId;
    const start = performance.now();
    for (let n = 0; !stop.aborted && this.client.closed === null; await wait(2)) {
      for (const due = ((performance.now() - start) * perSecond) / 1000; n < due; n++) {
        const id = `${prefix}-${doc.clientID}-${n}`;
        const before = this.client.sent;
        addNote(doc, { id: id as NoteId, text: id, regionId: region, order: `a${n}`, author: '', createdAt: 0 });
        // Nothing is sent while the socket is closing.
        this.#own.set(id, this.client.sent > before ? this.client.sent : Number.POSITIVE_INFINITY);
      }
    }
  }

  /** Its own notes that the server acknowledged as saved. */
  saved(): string[] {
    return [...this.#own].filter(([, number]) => number <= this.client.saved).map(([id]) => id);
  }

  /** Notes written by others. */
  seen(): string[] {
    return [...root(this.client.doc, 'notes').keys()].filter((id) => WRITTEN.test(id) && !this.#own.has(id));
  }

  /** Notes with a wrong text, such as one that was applied twice. */
  spoilt(): string[] {
    const { doc } = this.client;
    const written = [...root(doc, 'notes').keys()].filter((id) => WRITTEN.test(id));
    return written.filter((id) => plainText(noteFragment(doc, id as NoteId)) !== id);
  }
}

/** Members who write on boards in rounds. Whatever was saved or seen in one round must be there in every later one. */
export class Load {
  /** Writers on each board, besides one member who only reads. */
  readonly writers: number;
  /** Notes saved, notes received by others, and the highest number saved per second in a round. */
  readonly done = { saved: 0, seen: 0, mostPerSecond: 0 };
  readonly #kept = new Map<string, Set<string>>();

  constructor(boards: readonly TestBoard[], writers: number) {
    this.writers = writers;
    for (const { id } of boards) this.#kept.set(id, new Set());
  }

  /**
   * Lets members join and checks the first answer to each: it has the whole board, with every note kept so far, once and
   * as it was written, and every member reads the same board. Throws ServerGone if a connection breaks meanwhile.
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
   * Writes `perSecond` notes a second, on all boards together, until `end` resolves, when the server must have stopped.
   * `prefix` distinguishes the rounds.
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
