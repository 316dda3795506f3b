import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { readBoard } from '#board/reading/read-board';
import { memberDoc, plain, sync, texts } from '../board/helpers.ts';
import { Member, membersLetters } from '../board/random-edits.ts';
import { forEachSeed, type Random } from '../helpers/seeds.ts';

/**
 * Several members edit one board at random. Their updates reach the others late, twice, out of order or, while somebody
 * is offline, not at all. When everything has arrived, all must read the same board, with every letter that was typed
 * in a note and not deleted. Each member has an alphabet of their own and types each letter once.
 *
 * Not modelled: deleting or joining whole lines, which also deletes letters that others type in them at the same time.
 */

const SEEDS = 300;
const STEPS = 60;

describe('members who edit at once', () => {
  it('all get the same board with every letter that nobody deleted', () => {
    const done = { edits: 0, letters: 0, deleted: 0, twice: 0, early: 0, offline: 0 };
    forEachSeed('convergence', SEEDS, (random) => run(random, done));
    console.info(JSON.stringify(done));
    expect(done.edits).toBe(SEEDS * STEPS);
    expect(done.letters).toBeGreaterThan(SEEDS * 30);
    for (const count of Object.values(done)) expect(count).toBeGreaterThan(SEEDS);
  }, 300_000);
});

function run(
  random: Random,
  done: Record<'edits' | 'letters' | 'deleted' | 'twice' | 'early' | 'offline', number>,
): void {
  const members = Array.from(
    { length: 2 + random.below(4) },
    (_, i) => new Member(memberDoc(100 + i), i, random, false),
  );
  const letters = new Set<string>();
  const deleted = new Set<string>();
  const inboxes: Uint8Array[][] = members.map(() => []);
  const offline = members.map(() => false);
  for (const [i, { doc }] of members.entries()) {
    doc.on('update', (update: Uint8Array, _origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
      if (transaction.local) for (const [j, inbox] of inboxes.entries()) if (j !== i) inbox.push(update);
    });
  }
  for (let step = 0; step < STEPS; step++) {
    const member = random.pick(members);
    const before = lettersIn(member.doc);
    member.edit();
    done.edits++;
    const after = lettersIn(member.doc);
    for (const letter of after) letters.add(letter);
    for (const letter of before) if (!after.has(letter)) deleted.add(letter);
    for (const [i, { doc }] of members.entries()) {
      if (random.chance(0.05)) offline[i] = !offline[i];
      if (offline[i]) {
        done.offline++;
        continue;
      }
      const inbox = inboxes[i] ?? [];
      for (let count = random.below(3); count > 0 && inbox.length > 0; count--) {
        const at = random.chance(0.7) ? 0 : random.below(inbox.length);
        if (at > 0) done.early++;
        const update = inbox[at];
        if (update === undefined) continue;
        if (random.chance(0.2)) done.twice++;
        else inbox.splice(at, 1);
        Y.applyUpdate(doc, update);
      }
    }
  }
  const docs = members.map(({ doc }) => doc);
  for (const [i, doc] of docs.entries()) for (const update of inboxes[i] ?? []) Y.applyUpdate(doc, update);
  // The boards must be equal now, before any further exchange: each member has received every update.
  const boards = docs.map((doc) => plain(readBoard(doc)));
  for (const board of boards) expect(board).toEqual(boards[0]);
  const [first] = docs;
  if (first === undefined) return;
  sync(...docs);
  expect(plain(readBoard(first))).toEqual(boards[0]);
  for (const doc of docs) expect(doc.store.pendingStructs).toBe(null);

  const left = lettersIn(first);
  expect(left.size).toBe(letters.size - deleted.size);
  for (const letter of letters) expect(left.has(letter)).toBe(!deleted.has(letter));
  const all = texts(first);
  for (const { runs } of members) {
    for (const run of runs) {
      const kept = [...run].filter((letter) => left.has(letter));
      const note = all.find((text) => kept.every((letter) => text.includes(letter)));
      expect(kept.length === 0 || note !== undefined).toBe(true);
      const positions = kept.map((letter) => note?.indexOf(letter) ?? -1);
      expect(positions).toEqual([...positions].sort((a, b) => a - b));
    }
  }
  done.letters += letters.size;
  done.deleted += deleted.size;
}

/** The letters that members typed in all notes, deleted notes included. Throws if one occurs twice. */
function lettersIn(doc: Y.Doc): Set<string> {
  const found = new Set<string>();
  for (const text of texts(doc)) {
    for (const letter of membersLetters(text)) {
      if (found.has(letter)) throw new Error(`the letter ${letter} occurs twice`);
      found.add(letter);
    }
  }
  return found;
}
