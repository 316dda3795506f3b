/** The notes that the load generator types into, made by the functions of `board/`. Built by `npm run bench`. */
import * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import type { NoteId } from '#board/ids';
import { addNote, noteFragment } from '#board/note';

/** A note of one writer, and where typing continues. */
interface Seed {
  readonly update: Uint8Array;
  /** Clock of the note's last letter; the next is typed after it. */
  readonly origin: number;
  /** The writer's next clock. */
  readonly clock: number;
}

export function seedNote(client: number, index: number): Seed {
  const doc = createBoardDoc();
  doc.clientID = client;
  const id = `bench-note-${String(index).padStart(8, '0')}` as NoteId;
  doc.transact(() => addNote(doc, { id, text: 'a', regionId: null, pos: [0, 0], author: '', createdAt: 0 }));
  const line = noteFragment(doc, id)?.get(0);
  const text = line instanceof Y.XmlElement ? line.get(0) : null;
  if (!(text instanceof Y.XmlText) || text._start === null) throw new Error('the note has no letter');
  return {
    update: Y.encodeStateAsUpdate(doc),
    origin: text._start.lastId.clock,
    clock: Y.getState(doc.store, client),
  };
}

const WORDS = 'vi kan gi rask hjelp når flere fagfolk møtes tidlig og avklarer ansvar sammen med kommunen'.split(' ');

/** A board of many notes. */
interface LargeBoard {
  readonly update: Uint8Array;
  /** The same as one update per writer, for boards that are too large for one frame. */
  readonly parts: readonly Uint8Array[];
  /** Each writer's next clock. */
  readonly clocks: readonly (readonly [client: number, clock: number])[];
}

/** The same board in every run, written by twenty writers. */
export function largeBoard(notes: number, firstClient: number): LargeBoard {
  const writers = Array.from({ length: 20 }, (_, i) => {
    const doc = createBoardDoc();
    doc.clientID = firstClient + i;
    return doc;
  });
  let seed = 42;
  const next = (below: number) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed % below;
  };
  for (let i = 0; i < notes; i++) {
    const doc = writers[i % writers.length] as Y.Doc;
    const text = Array.from({ length: 4 + next(17) }, () => WORDS[next(WORDS.length)]).join(' ');
    const id = `bench-note-${String(i).padStart(8, '0')}` as NoteId;
    const pos = [(i % 100) * 220, Math.floor(i / 100) * 220] as const;
    const order = `a${String(i).padStart(6, '0')}V`;
    doc.transact(() => addNote(doc, { id, text, regionId: null, pos, order, author: 'En deltaker', createdAt: i }));
  }
  const parts = writers.map((doc) => Y.encodeStateAsUpdate(doc));
  return {
    update: Y.mergeUpdates(parts),
    parts,
    clocks: writers.map((doc) => [doc.clientID, Y.getState(doc.store, doc.clientID)]),
  };
}
