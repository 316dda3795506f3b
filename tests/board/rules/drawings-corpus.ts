import * as Y from 'yjs';

/** A tldraw record of a drawing. */
export type Drawing = Record<string, unknown> & { id: string; props: Record<string, unknown> };

const shape = (type: string, props: Record<string, unknown>): Drawing => ({
  id: `shape:${type}`,
  typeName: 'shape',
  type,
  x: 10,
  y: 20,
  rotation: 0,
  index: 'a1',
  parentId: 'page:page',
  isLocked: false,
  opacity: 1,
  props,
  meta: {},
});

export const richText = (text: string, marks?: unknown[]) => ({
  type: 'doc',
  content: [
    { type: 'paragraph', attrs: { dir: 'auto' }, content: [{ type: 'text', text, ...(marks ? { marks } : {}) }] },
    { type: 'bulletList', content: [{ type: 'listItem', content: [{ type: 'paragraph' }] }] },
  ],
});

const style = { color: 'black', size: 'm', scale: 1 };
const stroke = [
  {
    type: 'free',
    points: [
      { x: 0, y: 0, z: 0.5 },
      { x: 3.25, y: -4 },
    ],
  },
];

/** One valid drawing of each kind. */
export const DRAWINGS: readonly Drawing[] = [
  shape('geo', {
    ...style,
    geo: 'rectangle',
    dash: 'draw',
    url: 'https://example.org/a?b#c',
    w: 100,
    h: 50,
    growY: 0,
    labelColor: 'black',
    fill: 'none',
    font: 'draw',
    align: 'middle',
    verticalAlign: 'middle',
    richText: richText('javascript: en bok', [
      { type: 'link', attrs: { href: 'https://example.org' } },
      { type: 'bold' },
    ]),
  }),
  shape('draw', {
    ...style,
    fill: 'none',
    dash: 'draw',
    segments: stroke,
    isComplete: true,
    isClosed: false,
    isPen: false,
  }),
  shape('highlight', { ...style, segments: stroke, isComplete: true, isPen: false }),
  shape('arrow', {
    ...style,
    kind: 'arc',
    labelColor: 'black',
    fill: 'none',
    dash: 'draw',
    arrowheadStart: 'none',
    arrowheadEnd: 'arrow',
    font: 'draw',
    start: { x: 0, y: 0 },
    end: { x: 100, y: 1 },
    bend: -3,
    text: 'data: fra 2025',
    labelPosition: 0.5,
    elbowMidPoint: 0.5,
  }),
  shape('line', {
    ...style,
    dash: 'draw',
    spline: 'line',
    points: { a1: { id: 'a1', index: 'a1', x: 0, y: 0 }, a2: { id: 'a2', index: 'a2', x: 9, y: 9 } },
  }),
  shape('text', { ...style, font: 'sans', textAlign: 'start', w: 20, richText: richText('Hei'), autoSize: true }),
  shape('image', {
    w: 10,
    h: 10,
    playing: true,
    url: '',
    assetId: 'asset:image',
    crop: { topLeft: { x: 0, y: 0 }, bottomRight: { x: 1, y: 1 }, isCircle: undefined },
    flipX: false,
    flipY: false,
    altText: '',
  }),
  {
    id: 'asset:image',
    typeName: 'asset',
    type: 'image',
    props: {
      w: 10,
      h: 10,
      name: 'a.png',
      isAnimated: false,
      mimeType: 'image/png',
      src: 'asset:abc',
      fileSize: 4_000_000,
    },
    meta: {},
  },
  {
    id: 'binding:arrow',
    typeName: 'binding',
    type: 'arrow',
    fromId: 'shape:arrow',
    toId: 'shape:geo',
    props: { terminal: 'start', normalizedAnchor: { x: 0.5, y: 0.5 }, isExact: false, isPrecise: true, snap: 'none' },
    meta: {},
  },
];

/** A copy of a valid drawing: a shape by its type, any record by its id. Throws if there is none. */
export function drawingOf(kind: string): Drawing {
  const found = DRAWINGS.find(({ id, type, typeName }) => id === kind || (type === kind && typeName === 'shape'));
  if (found === undefined) throw new Error(`no drawing ${kind}`);
  return structuredClone(found);
}

const withProps = (kind: string, props: Record<string, unknown>): Drawing => {
  const drawing = drawingOf(kind);
  return { ...drawing, props: { ...drawing.props, ...props } };
};
const withOwn = (kind: string, own: Record<string, unknown>): Drawing => ({ ...drawingOf(kind), ...own });
const without = (kind: string, prop: string): Drawing => {
  const { [prop]: _, ...props } = drawingOf(kind).props;
  return { ...drawingOf(kind), props };
};
const link = (href: string) => withProps('text', { richText: richText('x', [{ type: 'link', attrs: { href } }]) });
const deep = (levels: number): unknown => (levels === 0 ? 0 : [deep(levels - 1)]);

/** Records that the rules must keep away from editors. */
export const BAD_DRAWINGS: readonly (readonly [what: string, drawing: Drawing])[] = [
  ['x is NaN', withOwn('geo', { x: Number.NaN })],
  ['y is infinite', withOwn('geo', { y: Number.POSITIVE_INFINITY })],
  ['x is far away', withOwn('geo', { x: 1e308 })],
  ['x is not a number', withOwn('geo', { x: '10' })],
  ['no coordinates', withOwn('geo', { x: undefined, y: undefined })],
  ['a size of 1e308', withProps('geo', { w: 1e308 })],
  ['a negative size', withProps('geo', { h: -5 })],
  ['a scale of 0', withProps('geo', { scale: 0 })],
  ['a point that is NaN', withProps('draw', { segments: [{ type: 'free', points: [{ x: Number.NaN, y: 0 }] }] })],
  ['an unknown kind of record', withOwn('geo', { typeName: 'camera' })],
  ['an unknown type', withOwn('geo', { type: 'bomb' })],
  ['a type named like a prototype', withOwn('geo', { typeName: '__proto__', type: 'constructor' })],
  ['an embedded page', withOwn('geo', { type: 'embed' })],
  ['a group', withOwn('geo', { type: 'group' })],
  ['its own parent', withOwn('geo', { parentId: 'shape:geo' })],
  ['a parent that is a shape', withOwn('geo', { parentId: 'shape:draw' })],
  ['a parent that does not exist', withOwn('geo', { parentId: 'page:elsewhere' })],
  ['no parent', withOwn('geo', { parentId: undefined })],
  ['an empty index', withOwn('geo', { index: '' })],
  ['an opacity of 7', withOwn('geo', { opacity: 7 })],
  ['a missing property', without('geo', 'richText')],
  ['segments that are not a list', withProps('draw', { segments: 'abc' })],
  ['an arrow without an end', withProps('arrow', { end: null })],
  ['a link that runs a script', link('javascript:alert(1)')],
  ['a link that runs a script, disguised by blanks', link(' java\nscript:alert(1)')],
  ['a link that contains a page', link('data:text/html,<script>alert(1)</script>')],
  ['a shape’s own link that runs a script', withProps('geo', { url: 'JavaScript:alert(1)' })],
  ['a picture from another site', withProps('asset:image', { src: 'https://example.org/a.png' })],
  ['a picture that is a page', withProps('asset:image', { src: 'data:text/html,x' })],
  [
    'a text with a node of an unknown kind',
    withProps('text', { richText: { type: 'doc', content: [{ type: 'bomb' }] } }),
  ],
  [
    'a text node without letters',
    withProps('text', { richText: { type: 'doc', content: [{ type: 'text', text: '' }] } }),
  ],
  ['an arrow bound to itself', { ...drawingOf('binding:arrow'), toId: 'shape:arrow' }],
  ['a line without points', withProps('line', { points: {} })],
  ['a line with one point', withProps('line', { points: { a1: { id: 'a1', index: 'a1', x: 0, y: 0 } } })],
  [
    'a line with two points in one place of its order',
    withProps('line', { points: { a: { id: 'a', index: 'a1', x: 0, y: 0 }, b: { id: 'b', index: 'a1', x: 9, y: 9 } } }),
  ],
  ['ink without segments', withProps('draw', { segments: [] })],
  ['ink without points', withProps('draw', { segments: [{ type: 'free', points: [] }] })],
  ['marker ink without segments', withProps('highlight', { segments: [] })],
  [
    'ink with 1,001 points',
    withProps('draw', { segments: [{ type: 'free', points: Array(1001).fill({ x: 1, y: 1 }) }] }),
  ],
  ['a document in a document', withProps('text', { richText: { type: 'doc', content: [richText('x')] } })],
  ['a link to a number', link(5 as never)],
  ['an address that is a number', withProps('geo', { url: 5 })],
  ['an address that is no address', withProps('image', { url: 'her' })],
  ['20,000 letters in a box', withProps('geo', { richText: richText('x'.repeat(20_000)) })],
  ['3,000 lines in a box', withProps('geo', { richText: richText('x\n'.repeat(3000)) })],
  ['3,000 lines on an arrow', withProps('arrow', { text: '\n'.repeat(3000) })],
  ['a cloud of 999,999 × 1e-9', withProps('geo', { geo: 'cloud', w: 999_999, h: 1e-9 })],
  ['a cloud of 90,000 × 1', withProps('geo', { geo: 'cloud', w: 90_000, h: 1 })],
  ['a colour that nobody knows', withProps('geo', { color: 'bomb' })],
  ['a value nested 2,000 levels deep', withProps('geo', { extra: deep(2000) })],
  ['a BigInt', withProps('geo', { extra: 10n })],
  ['a nested document', withProps('geo', { extra: new Y.Doc() })],
  ['bytes', withProps('geo', { extra: new Uint8Array(3) })],
  ['a record of 300 kB', withProps('arrow', { text: 'x'.repeat(300_000) })],
  ['9 kB of meta data', withOwn('geo', { meta: { note: 'x'.repeat(9000) } })],
];
