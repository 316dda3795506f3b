import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { Board } from '#board/board';
import { createBoardDoc } from '#board/board-doc';
import { readBoard } from '#board/reading/read-board';
import { root } from '#board/records';
import { restoreBoard } from '#board/restore/restore-board';
import { memberDoc, plain, sync } from '../board/helpers.ts';
import { Member, membersLetters } from '../board/random-edits.ts';
import { rounds } from '../helpers/rounds.ts';
import { forEachSeed, type Random } from '../helpers/seeds.ts';

/**
 * A facilitator restores a snapshot while three members edit. A fourth went offline when it was taken and has 100 edits
 * that nobody has seen. Each member has an alphabet of their own and types each letter once.
 *
 * Not modelled: deleting whole lines, which also deletes letters that others type in them at the same time.
 */

const ROUNDS = rounds(50, 500);
const OFFLINE_EDITS = 100;
const RESTORED_AT = 123_456;

describe('a snapshot that is restored', () => {
  it('reads as it was taken, and offline edits are merged into it once', () => {
    const done = { changed: 0, offlineLetters: 0, offlineNotes: 0, conflicts: 0, meanwhile: 0 };
    forEachSeed('restore', ROUNDS, (random) => run(random, done));
    console.info(JSON.stringify(done));
    expect(done.changed).toBe(ROUNDS);
    expect(done.offlineLetters).toBeGreaterThan(ROUNDS * 20);
    for (const count of Object.values(done)) expect(count).toBeGreaterThan(ROUNDS / 2);
  }, 600_000);
});

function run(
  random: Random,
  done: Record<'changed' | 'offlineLetters' | 'offlineNotes' | 'conflicts' | 'meanwhile', number>,
) {
  const online = [0, 1, 2].map((i) => new Member(memberDoc(100 + i), i, random, false));
  const offline = new Member(memberDoc(200), 3, random, false);
  const server = memberDoc(300);
  const meet = () => sync(server, ...online.map(({ doc }) => doc));

  for (let i = 0; i < 40; i++) random.pick([...online, offline]).edit();
  sync(server, offline.doc, ...online.map(({ doc }) => doc));
  const snapshot = createBoardDoc();
  Y.applyUpdate(snapshot, Y.encodeStateAsUpdate(server));
  const kept = readBoard(snapshot);

  for (let i = 0; i < 60; i++) {
    random.pick(online).edit();
    if (random.chance(0.3)) meet();
  }
  meet();
  for (let i = 0; i < OFFLINE_EDITS; i++) offline.edit();
  if (JSON.stringify(plain(readBoard(server))) !== JSON.stringify(plain(kept))) done.changed++;

  server.transact(() => restoreBoard(server, snapshot, { atMs: RESTORED_AT }));
  expect(visible(readBoard(server))).toEqual(visible(kept));
  const restored = Y.encodeStateAsUpdate(server);
  server.transact(() => restoreBoard(server, snapshot, { atMs: RESTORED_AT + 1 }));
  expect(Y.encodeStateAsUpdate(server)).toEqual(restored);

  // The three keep editing before the restore reaches them. Then all exchange, the fourth with all offline edits.
  const theirs = readBoard(offline.doc);
  const before = online.map(({ doc }) => seenIn(doc));
  for (let i = 0; i < 15; i++, done.meanwhile++) random.pick(online).edit();
  const late = new Late(
    before,
    online.map(({ doc }) => seenIn(doc)),
  );
  sync(server, offline.doc, ...online.map(({ doc }) => doc));
  const merged = readBoard(server);
  for (const { doc } of [offline, ...online]) expect(plain(readBoard(doc))).toEqual(plain(merged));
  holdsBoth(merged, kept, theirs, late, done);
}

/**
 * Asserts that each note of the merged board is as in the snapshot, as with the offline member, or as with those who
 * kept editing, and has every letter that nobody deleted exactly once.
 */
function holdsBoth(merged: Board, kept: Board, theirs: Board, late: Late, done: Parameters<typeof run>[1]): void {
  const [all, then, own] = [merged, kept, theirs].map(notesOf) as [Notes, Notes, Notes];
  for (const [id, note] of all) {
    const [a, b] = [then.get(id), own.get(id)];
    if (a === undefined && b === undefined) {
      if (!late.touched.has(id)) expect(note.deletedAt, `${id} was added after the snapshot`).not.toBe(null);
      continue;
    }
    if (a === undefined) {
      expect(ofItself(note), `${id} was made offline`).toEqual(ofItself(b));
      done.offlineNotes++;
      continue;
    }
    for (const key of ['order', 'pos', 'deletedAt'] as const) {
      if (!late.touched.has(id)) expect([a[key], b?.[key]]).toContainEqual(note[key]);
      if (JSON.stringify(a[key]) !== JSON.stringify(b?.[key])) done.conflicts++;
    }
    const [wanted, mine, found] = [a.text, b?.text ?? '', note.text].map(membersLetters) as [
      string[],
      string[],
      string[],
    ];
    expect(new Set(found).size, `letters of ${id} occur once`).toBe(found.length);
    for (const letter of mine.filter((one) => !wanted.includes(one))) {
      expect(found, `${id} has the letters typed offline`).toContain(letter);
      done.offlineLetters++;
    }
    // A letter of the snapshot may be missing only if it was deleted offline or before the restore arrived.
    for (const letter of wanted) {
      if (mine.includes(letter) && !late.gone.has(letter)) expect(found).toContain(letter);
    }
    for (const letter of found) if (!late.written.has(letter)) expect([...wanted, ...mine]).toContain(letter);
  }
  for (const id of [...then.keys(), ...own.keys()]) expect(all.has(id)).toBe(true);
}

/** What members did before the restore reached them. */
class Late {
  readonly touched = new Set<string>();
  readonly written = new Set<string>();
  readonly gone = new Set<string>();

  constructor(before: readonly Seen[], after: readonly Seen[]) {
    for (const [i, { notes, ownPlaces }] of after.entries()) {
      const { notes: held, ownPlaces: heldPlaces } = before[i] as Seen;
      for (const [id, note] of notes) {
        if (ownPlaces.get(id) !== heldPlaces.get(id)) this.touched.add(id);
        if (JSON.stringify(note) === JSON.stringify(held.get(id))) continue;
        this.touched.add(id);
        const [was, is] = [new Set(held.get(id)?.text), new Set(note.text)];
        for (const letter of is) if (!was.has(letter)) this.written.add(letter);
        for (const letter of was) if (!is.has(letter)) this.gone.add(letter);
      }
    }
  }
}

interface Seen {
  readonly notes: Notes;
  /** A note's own place does not show while a move holds; it does when the restore takes the move out. */
  readonly ownPlaces: ReadonlyMap<string, string>;
}

function seenIn(doc: Y.Doc): Seen {
  const places = [...root(doc, 'notes')].map(([id, note]): [string, string] => {
    return [id, JSON.stringify(note instanceof Y.Map ? note.get('place') : null)];
  });
  return { notes: notesOf(readBoard(doc)), ownPlaces: new Map(places) };
}

type Notes = Map<string, Board['deleted'][number]>;

function notesOf(board: Board): Notes {
  return new Map([...board.notes.values(), ...board.deleted].map((note) => [note.id, note]));
}

/** A note without what depends on whether its region exists, which edits of others may have changed. */
function ofItself(note: Board['deleted'][number] | undefined): unknown {
  if (note === undefined) return null;
  const { kind: _kind, colour: _colour, formerRegionId, regionId, ...rest } = note;
  return { ...rest, region: regionId ?? formerRegionId };
}

/** The board as members see it, without what is deleted or removed. */
function visible(board: Board): unknown {
  return plain({ ...board, deleted: [], removedItems: [], removedFields: [] });
}
