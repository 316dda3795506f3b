import { EditorState } from 'prosemirror-state';
import { describe, expect, it, onTestFinished } from 'vitest';
import { initProseMirrorDoc, yCursorPlugin, ySyncPlugin } from 'y-prosemirror';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import { addNote, noteFragment } from '#board/note';
import { propertiesOf, root } from '#board/records';
import { readPresence } from '#protocol/presence';
import { caretsIn } from '../../client/text/caret.ts';
import { noteSchema } from '../../client/text/schema.ts';
import { noteId } from '../board/helpers.ts';

const [OWN, OTHER] = [noteId('own'), noteId('other')];
const THEM = 99;

/** A board with two notes; the text of the first is open in an editor. */
function scene() {
  const doc = createBoardDoc();
  for (const id of [OWN, OTHER])
    addNote(doc, { id, text: 'en linje\nto linjer', regionId: null, author: '', createdAt: 1 });
  const text = noteFragment(doc, OWN) as Y.XmlFragment;
  const other = noteFragment(doc, OTHER) as Y.XmlFragment;
  const awareness = new Awareness(doc);
  onTestFinished(() => awareness.destroy());
  const { doc: shown, mapping } = initProseMirrorDoc(text, noteSchema);
  /** Opens the editor while a member has this presence. Returns how many carets it draws. */
  const open = (carets: Awareness): number => {
    const cursors = yCursorPlugin(carets, {
      cursorBuilder: () => null as never,
      selectionBuilder: () => ({}),
    });
    const state = EditorState.create({ doc: shown, plugins: [ySyncPlugin(text, { mapping }), cursors] });
    const drawn = cursors.getState(state) as { find(): { type: { widget?: unknown } }[] };
    return drawn.find().filter(({ type }) => 'side' in type).length;
  };
  const say = (state: object) => awareness.states.set(THEM, JSON.parse(JSON.stringify(state)));
  return { doc, text, other, awareness, mapping, open, say };
}

type Scene = ReturnType<typeof scene>;

const at = (text: Y.XmlFragment, index: number) => Y.createRelativePositionFromTypeIndex(text, index);
const idOf = (type: Y.AbstractType<never> | Y.XmlFragment) => (type as unknown as { _item: Y.Item })._item.id;
/** The id of a note's `createdAt`, which is no text. */
const valueId = (doc: Y.Doc) => propertiesOf(doc, 'notes', OWN)?._map.get('createdAt')?.id;
const gone = { client: 5, clock: 5 };

/** What a member may send as one end of a caret. None of it is a place in the note. */
const POSITIONS: readonly (readonly [what: string, position: (scene: Scene) => unknown])[] = [
  ['missing', () => undefined],
  ['null', () => null],
  ['a number', () => 7],
  ['a string', () => 'her'],
  ['true', () => true],
  ['a list', () => [1, 2]],
  ['empty', () => ({})],
  ['neither type nor item', () => ({ type: null, tname: null, item: null, assoc: 0 })],
  ['an item that is a number', () => ({ item: 3 })],
  ['an item that is empty', () => ({ item: {} })],
  ['an item without a clock', ({ doc }) => ({ item: { client: doc.clientID } })],
  ['a negative clock', ({ doc }) => ({ item: { client: doc.clientID, clock: -1 } })],
  ['a clock between two', ({ doc }) => ({ item: { client: doc.clientID, clock: 1.5 } })],
  ['a clock that is a string', ({ doc }) => ({ item: { client: doc.clientID, clock: '1' } })],
  ['a clock that does not exist', ({ doc }) => ({ item: { client: doc.clientID, clock: 1e15 } })],
  ['a client that does not exist', () => ({ item: gone })],
  ['a client that is a list', () => ({ item: { client: [1], clock: 0 } })],
  ['a type that is a number', () => ({ type: 4 })],
  ['a type with a negative clock', ({ doc }) => ({ type: { client: doc.clientID, clock: -7 } })],
  ['a type that does not exist', () => ({ type: gone })],
  ['a type that is a value', ({ doc }) => ({ type: valueId(doc) })],
  ['a root that is a map', () => ({ tname: 'notes' })],
  ['a root that is a row', () => ({ tname: 'places' })],
  ['a root that does not exist', () => ({ tname: 'nyrot' })],
  ['a root with a name that is a number', () => ({ tname: 5 })],
  ['a root named like a prototype', () => ({ tname: '__proto__' })],
  ['the text of another note', ({ other }) => at(other, 1)],
  ['a line of another note', ({ other }) => ({ item: idOf(other.get(0) as never) })],
  ['the record of a note', ({ doc }) => ({ type: idOf(root(doc, 'notes').get(OWN) as never) })],
  ['a good item beside a bad type', ({ text }) => ({ type: 5, item: idOf(text.get(0) as never) })],
  ['an order that is an object', ({ text }) => ({ ...at(text, 1), assoc: {} })],
];

describe('the carets in a note', () => {
  it('are drawn where the others have them', () => {
    const stage = scene();
    const { awareness, text, mapping } = stage;
    for (const [anchor, head] of [
      [0, 1],
      [1, 1],
      [2, 2],
    ] as const) {
      stage.say({
        user: { name: 'Kari', color: '#112233' },
        editing: OWN,
        caret: { anchor: at(text, anchor), head: at(text, head) },
      });
      expect(stage.open(caretsIn(OWN, awareness, text, mapping))).toBe(1);
    }
  });

  it.each(POSITIONS)('leave out %s, and the editor opens', (_what, position) => {
    const stage = scene();
    const { awareness, text, mapping, doc } = stage;
    const roots = [...doc.share.keys()];
    for (const ends of [
      { anchor: position(stage), head: at(text, 1) },
      { anchor: at(text, 1), head: position(stage) },
    ]) {
      stage.say({ user: {}, editing: OWN, caret: ends });
      expect(stage.open(caretsIn(OWN, awareness, text, mapping))).toBe(0);
    }
    expect([...doc.share.keys()], 'no root is made').toEqual(roots);
  });

  it('are read as none where a caret is no caret at all', () => {
    for (const caret of [undefined, null, 1, 'x', [], {}, [[]], { anchor: {}, head: {} }])
      expect(readPresence({ caret })?.caret, JSON.stringify(caret)).toBe(null);
  });
});

it('malformed carets make an editor throw that does not check them', () => {
  const ended = POSITIONS.filter(([, position]) => {
    const stage = scene();
    stage.awareness.states.set(
      THEM,
      JSON.parse(JSON.stringify({ cursor: { anchor: position(stage), head: at(stage.text, 1) } })),
    );
    try {
      stage.open(stage.awareness);
      return false;
    } catch {
      return true;
    }
  });
  console.info(JSON.stringify({ ended: ended.length, of: POSITIONS.length }));
  expect(ended.length).toBeGreaterThan(5);
});
