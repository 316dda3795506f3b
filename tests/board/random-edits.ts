import * as Y from 'yjs';
import { putDrawing, removeDrawing } from '#board/drawing';
import { addField, moveField, removeField, renameField, restoreField } from '#board/field';
import { type FieldId, type ItemId, type LinkId, type NoteId, regionIdOf, type SectionId } from '#board/ids';
import {
  ALTERNATIVE,
  addItem,
  moveItem,
  NULL_STATE,
  removeItem,
  renameItem,
  restoreItem,
  setItemState,
} from '#board/item';
import { addLink, removeLink } from '#board/link';
import { renameBoard } from '#board/meta';
import { addNote, deleteNote, moveNote, noteFragment, restoreNote, setNoteProperty } from '#board/note';
import { orderBetween } from '#board/order';
import { readBoard } from '#board/reading/read-board';
import { propertiesOf, root } from '#board/records';
import { seedBoard } from '#board/template/seed-board';
import { plainText, replaceText } from '#board/text';
import type { Random } from '../helpers/seeds.ts';
import { drawingOf } from './rules/drawings-corpus.ts';
import { TINY_TEMPLATE } from './tiny-template.ts';

/** The client id that makes the small board: above those that tests give to members. */
const SEEDER = 4_000_000_000;

/** The update that makes a small board: two single fields, two repeated ones, two alternatives. */
export function seedUpdate(clientId = SEEDER): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = clientId;
  doc.transact(() =>
    seedBoard(doc, {
      templates: [TINY_TEMPLATE],
      title: 'Prøve',
      language: 'nb',
      items: [
        { id: 'alt-1' as ItemId, dimension: ALTERNATIVE, title: 'Ett' },
        { id: 'alt-2' as ItemId, dimension: ALTERNATIVE, title: 'Ingen', state: NULL_STATE },
      ],
      createdAt: 1,
      newId: () => 'seeded',
    }),
  );
  return Y.encodeStateAsUpdate(doc);
}

/** Hangul has 11,172 letters in one block: enough for five members with 2,000 letters each. */
const FIRST_LETTER = 0xac00;
const LAST_LETTER = 0xd7a3;
const ALPHABET = 2000;

/** The letters of a text that members typed, in order. */
export function membersLetters(text: string): string[] {
  return [...text].filter((letter) => {
    const code = letter.codePointAt(0) ?? 0;
    return code >= FIRST_LETTER && code <= LAST_LETTER;
  });
}

/** The number of the member who typed a letter. */
export function memberOf(letter: string): number {
  return Math.floor(((letter.codePointAt(0) ?? 0) - FIRST_LETTER) / ALPHABET);
}

/** A member who edits a document at random. Letters come from the member's own alphabet, each is typed once. */
export class Member {
  readonly doc: Y.Doc;
  readonly name: string;
  /** Every run of letters that was typed in one go, in order. */
  readonly runs: string[] = [];
  readonly #random: Random;
  readonly #firstLetter: number;
  /** Whether lines are deleted, broken and joined. That also deletes or repeats letters the member has not seen yet. */
  readonly wholeLines: boolean;
  #made = 0;
  #letters = 0;

  constructor(doc: Y.Doc, number: number, random: Random, wholeLines = true) {
    this.wholeLines = wholeLines;
    this.doc = doc;
    this.name = `m${number}`;
    this.#random = random;
    this.#firstLetter = FIRST_LETTER + number * ALPHABET;
  }

  /** Makes one random edit in one transaction. Returns the edit's name. */
  edit(): string {
    const name = this.#random.pick(EDIT_NAMES);
    this.doc.transact(() => EDITS[name]?.(this, this.doc, this.#random), this);
    return name;
  }

  newId<T extends string>(): T {
    return `${this.name}-${this.#made++}` as T;
  }

  letters(count: number): string {
    let run = '';
    for (let i = 0; i < count; i++) run += String.fromCharCode(this.#firstLetter + this.#letters++);
    this.runs.push(run);
    return run;
  }
}

type Edit = (member: Member, doc: Y.Doc, random: Random) => void;

function ids<T extends string>(doc: Y.Doc, name: 'notes' | 'items' | 'fields' | 'links' | 'drawings'): T[] {
  return [...root(doc, name).keys()] as T[];
}

function anyRegion(doc: Y.Doc, random: Random) {
  const field = random.pick(ids<FieldId>(doc, 'fields'));
  const item = random.chance(0.2) ? null : (random.maybe(ids<ItemId>(doc, 'items')) ?? null);
  return regionIdOf(field, item);
}

function onNote(edit: (id: NoteId, member: Member, doc: Y.Doc, random: Random) => void): Edit {
  return (member, doc, random) => {
    const id = random.maybe(ids<NoteId>(doc, 'notes'));
    if (id !== undefined) edit(id, member, doc, random);
  };
}

const type = onNote((id, member, doc, random) => {
  const paragraph = random.maybe((noteFragment(doc, id)?.toArray() ?? []) as Y.XmlElement[]);
  if (paragraph === undefined) return;
  const leaf = random.maybe(paragraph.toArray() as Y.XmlText[]);
  const run = member.letters(1 + random.below(4));
  if (leaf === undefined) paragraph.insert(0, [new Y.XmlText(run)]);
  else leaf.insert(random.below(leaf.length + 1), run);
});

const EDITS: Readonly<Record<string, Edit>> = {
  addNote: (member, doc, random) => {
    const free = random.chance(0.15);
    addNote(doc, {
      id: member.newId<NoteId>(),
      text: random.chance(0.3) ? '' : `${member.letters(3)}\n${member.letters(2)}`,
      regionId: free ? null : anyRegion(doc, random),
      pos: free ? [random.below(900), random.below(900)] : null,
      author: member.name,
      createdAt: 1000 + random.below(1000),
    });
  },
  type,
  typeMore: type,
  typeAgain: type,
  paragraph: onNote((id, member, doc, random) => {
    const fragment = noteFragment(doc, id);
    if (fragment === null) return;
    if (member.wholeLines && random.chance(0.3) && fragment.length > 1)
      fragment.delete(random.below(fragment.length), 1);
    else {
      const paragraph = new Y.XmlElement('paragraph');
      paragraph.insert(0, [new Y.XmlText(member.letters(2))]);
      fragment.insert(random.below(fragment.length + 1), [paragraph]);
    }
  }),
  erase: onNote((id, _member, doc, random) => {
    const paragraph = random.maybe((noteFragment(doc, id)?.toArray() ?? []) as Y.XmlElement[]);
    const leaf = random.maybe((paragraph?.toArray() ?? []) as Y.XmlText[]);
    if (leaf !== undefined && leaf.length > 0) leaf.delete(random.below(leaf.length), 1);
  }),
  replaceText: onNote((id, member, doc, random) => {
    const fragment = noteFragment(doc, id);
    if (fragment === null) return;
    const text = plainText(fragment);
    const at = random.below(text.length + 1);
    const gone = random.chance(0.3) ? random.below(3) : 0;
    const line = member.wholeLines && random.chance(0.2) ? '\n' : '';
    if (!member.wholeLines && text.slice(at, at + gone).includes('\n')) return;
    replaceText(fragment, text.slice(0, at) + member.letters(2) + line + text.slice(at + gone));
  }),
  moveNote: onNote((id, _member, doc, random) => {
    const others = [...readBoard(doc).notes.values()];
    const order = orderBetween(random.maybe(others)?.order ?? null, random.maybe(others)?.order ?? null, id);
    if (random.chance(0.2)) moveNote(doc, id, { pos: [random.below(500), random.below(500)], order });
    else moveNote(doc, id, { regionId: anyRegion(doc, random), order });
  }),
  moveNotes: (_member, doc, random) => {
    const notes = ids<NoteId>(doc, 'notes').filter(() => random.chance(0.3));
    for (const id of notes)
      moveNote(doc, id, { regionId: anyRegion(doc, random), order: orderBetween(null, null, id) });
  },
  /** A move by a client that does not know the row of places. */
  placeInNote: onNote((id, _member, doc, random) => {
    propertiesOf(doc, 'notes', id)?.set('place', { region: anyRegion(doc, random), order: 'a0' });
  }),
  deleteNote: onNote((id, _member, doc, random) => deleteNote(doc, id, 5000 + random.below(1000))),
  restoreNote: onNote((id, _member, doc) => restoreNote(doc, id)),
  setNoteProperty: onNote((id, _member, doc, random) =>
    setNoteProperty(doc, id, random.pick(['tiny.antall', 'tiny.klasse']), random.pick([1, 2, 'a', null])),
  ),
  addItem: (member, doc, random) => {
    if (ids(doc, 'items').length > 8) return;
    const state = random.chance(0.2) ? NULL_STATE : null;
    addItem(doc, { id: member.newId<ItemId>(), dimension: ALTERNATIVE, title: member.name, state });
  },
  changeItem: (member, doc, random) => {
    const id = random.maybe(ids<ItemId>(doc, 'items'));
    if (id === undefined) return;
    random.pick([
      () => renameItem(doc, id, `${member.name} ${random.below(9)}`),
      () => moveItem(doc, id, orderBetween(null, null, id + random.below(9))),
      () => setItemState(doc, id, random.chance(0.5) ? NULL_STATE : null),
      () => removeItem(doc, id),
      () => restoreItem(doc, id),
    ])();
  },
  addField: (member, doc, random) => {
    if (ids(doc, 'fields').length > 8) return;
    const id = member.newId<FieldId>();
    const section = random.pick(['tiny-each', 'tiny-common', 'nowhere']) as SectionId;
    addField(doc, {
      id,
      section,
      key: id,
      title: id,
      column: 0,
      row: random.below(5),
      order: orderBetween(null, null, id),
    });
  },
  changeField: (member, doc, random) => {
    const id = random.maybe(ids<FieldId>(doc, 'fields'));
    if (id === undefined) return;
    random.pick([
      () => renameField(doc, id, `${member.name} ${random.below(9)}`),
      () => moveField(doc, id, random.below(9)),
      () => removeField(doc, id),
      () => restoreField(doc, id),
    ])();
  },
  link: (member, doc, random) => {
    const [from, to] = [random.maybe(ids<NoteId>(doc, 'notes')), random.maybe(ids<NoteId>(doc, 'notes'))];
    const old = random.maybe(ids<LinkId>(doc, 'links'));
    if (old !== undefined && random.chance(0.4)) removeLink(doc, old);
    else if (from !== undefined && to !== undefined) addLink(doc, { id: member.newId<LinkId>(), type: 'x', from, to });
  },
  draw: (member, doc, random) => {
    const old = random.maybe(ids<string>(doc, 'drawings'));
    if (old !== undefined && random.chance(0.2)) removeDrawing(doc, old);
    else {
      const id = old !== undefined && random.chance(0.6) ? old : `shape:${member.newId()}`;
      const drawing = drawingOf('geo');
      const props = { ...drawing.props, color: random.pick(['red', 'blue']), w: 1 + random.below(3) };
      putDrawing(doc, id, { ...drawing, id, x: random.below(9), y: 1, props });
    }
  },
  renameBoard: (member, doc, random) => renameBoard(doc, `${member.name} ${random.below(9)}`),
};

const EDIT_NAMES = Object.keys(EDITS);
