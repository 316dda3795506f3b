import {
  createTLSchema,
  createTLStore,
  defaultBindingSchemas,
  defaultShapeSchemas,
  type TLStore,
} from '@tldraw/tldraw';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type DrawingRecord, putDrawing } from '#board/drawing';
import { addNote } from '#board/note';
import { readBoard } from '#board/reading/read-board';
import { drawingFault } from '#board/rules/drawing-rules';
import { DrawingSync } from '../../client/canvas/drawing-sync.ts';
import { noteId, seededDoc } from '../board/helpers.ts';
import { BAD_DRAWINGS, DRAWINGS, type Drawing, drawingOf } from '../board/rules/drawings-corpus.ts';
import { rounds } from '../helpers/rounds.ts';
import { announcedSeed, Random } from '../helpers/seeds.ts';

const schema = createTLSchema({ shapes: defaultShapeSchemas, bindings: defaultBindingSchemas });

/** Whether tldraw's own validators accept a record. */
function tldrawAccepts(record: DrawingRecord): boolean {
  try {
    schema.types[record.typeName as 'shape'].validate(record as never);
    return true;
  } catch {
    return false;
  }
}

/** Ink and lines without points: tldraw accepts them, makes none, and throws when it draws one. */
const NOTHING_TO_DRAW: ReadonlySet<string> = new Set(['props.points', 'props.segments']);

describe('the rules for drawings, compared with tldraw’s validators', () => {
  it('accept every kind of drawing', () => {
    for (const drawing of DRAWINGS) {
      expect(drawingFault(drawing), drawing.id).toBe(null);
      expect(tldrawAccepts(drawing), drawing.id).toBe(true);
    }
  });

  it('accept everything that tldraw accepts and can draw, so no honest change is refused', () => {
    const random = new Random(announcedSeed('drawing rules'));
    const counts = { accepted: 0, refused: 0 };
    for (let i = 0; i < rounds(4000, 100_000); i++) {
      const changed = mutated(structuredClone(random.pick(DRAWINGS)), random);
      const accepts = tldrawAccepts(changed);
      const fault = drawingFault(changed);
      if (accepts && !NOTHING_TO_DRAW.has(String(fault))) expect(fault, JSON.stringify(changed)).toBe(null);
      counts[accepts ? 'accepted' : 'refused']++;
    }
    console.info(JSON.stringify(counts));
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(200);
  });

  it('accept properties that only a newer program knows', () => {
    for (const drawing of DRAWINGS) {
      const newer = { ...drawing, props: { ...drawing.props, newest: { a: [1] } }, alsoNew: true };
      expect(drawingFault(newer), drawing.id).toBe(null);
    }
  });
});

describe('the canvas', () => {
  it.each(BAD_DRAWINGS)('leaves out %s and shows all other drawings', (what, bad) => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    onTestFinished(() => warn.mockRestore());
    const doc = seededDoc();
    addNote(doc, { id: noteId('n'), text: 'x', regionId: null, author: '', createdAt: 1 });
    for (const drawing of DRAWINGS) putDrawing(doc, drawing.id, drawing);
    putDrawing(doc, bad.id, bad);
    const store = createTLStore({}) as TLStore;
    const sync = new DrawingSync(store, { edit: () => undefined } as never, { board: readBoard(doc) } as never);
    for (const { id } of DRAWINGS) if (id !== bad.id) expect(store.has(id as never), id).toBe(true);
    // Only the server limits the size of a drawing; the canvas can show a larger one.
    if (!/kB/.test(what)) expect(store.has(bad.id as never)).toBe(false);
    sync.destroy();
  });
});

it('does not show arrows that are bound to each other in a ring, in whatever order they arrive', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  onTestFinished(() => warn.mockRestore());
  const [a, b] = ['shape:a', 'shape:b'];
  const ring: Drawing[] = [
    { ...drawingOf('binding:arrow'), id: 'binding:1', fromId: a, toId: b },
    { ...drawingOf('binding:arrow'), id: 'binding:2', fromId: b, toId: a },
    { ...drawingOf('arrow'), id: a },
    { ...drawingOf('arrow'), id: b },
  ];
  for (const order of [ring, ring.toReversed()]) {
    const doc = seededDoc();
    const store = createTLStore({}) as TLStore;
    const scene = () => ({ board: readBoard(doc) }) as never;
    const sync = new DrawingSync(store, { edit: () => undefined } as never, scene());
    for (const drawing of order) {
      putDrawing(doc, drawing.id, drawing);
      sync.apply(scene());
    }
    const shown = ring.filter(({ id }) => store.has(id as never)).map(({ id }) => id);
    const bindings = shown.filter((id) => id.startsWith('binding:'));
    expect(bindings.length === 0 || bindings.length === shown.length, shown.join(' ')).toBe(true);
    sync.destroy();
  }
});

const VALUES: readonly unknown[] = [
  null,
  true,
  false,
  '',
  'x',
  'black',
  'l',
  0,
  1,
  0.5,
  -1,
  99,
  [],
  {},
  [1],
  { x: 1, y: 2 },
];

/** The drawing with one property changed or removed. Some keys are kept, so that tldraw still accepts many results. */
function mutated(drawing: Drawing, random: Random): Drawing {
  const from = random.chance(0.7) ? drawing.props : (drawing as Record<string, unknown>);
  const key = random.pick(
    Object.keys(from).filter((one) => !['props', 'meta', 'typeName', 'type', 'src', 'parentId'].includes(one)),
  );
  if (random.chance(0.1)) delete from[key];
  else if (key === 'richText') from[key] = random.pick([{ type: 'doc', content: [] }, ...VALUES]);
  else from[key] = typeof from[key] === 'number' ? random.pick([...VALUES, random.next() * 1000]) : random.pick(VALUES);
  return drawing;
}
