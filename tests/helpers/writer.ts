import { setTimeout as wait } from 'node:timers/promises';
import { root } from '#board/board-doc';
import type { NoteId, RegionId } from '#board/ids';
import { addNote, noteFragment } from '#board/note';
import { plainText } from '#board/text';
import type { TestBoard } from './server-in-process.ts';
import { SyncClient } from './sync-client.ts';

/** The ids that writers give; a board also holds notes of its template. */
const WRITTEN = /^\w+-\d+-\d+$/;

/** A member on one connection that writes notes and remembers which of them the server called saved. */
export class Writer {
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
    const region = [...root(doc, 'regions').keys()][0] as RegionId;
    const start = performance.now();
    for (let n = 0; !stop.aborted && this.client.closed === null; await wait(2)) {
      for (const due = ((performance.now() - start) * perSecond) / 1000; n < due; n++) {
        const id = `${prefix}-${doc.clientID}-${n}`;
        addNote(doc, { id: id as NoteId, text: id, regionId: region, order: `a${n}`, author: '', createdAt: 0 });
        this.#own.set(id, this.client.sent);
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
