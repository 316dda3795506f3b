import { DRAWINGS, type Drawing, drawingOf, richText } from './drawings-corpus.ts';

/** A drawing with one thing changed. */
export interface Mutation {
  readonly what: string;
  readonly drawing: Drawing;
}

/** What a peer may write anywhere: other types, numbers that Yjs can hold, and nothing at all. */
const ANYTHING: readonly unknown[] = [undefined, null, true, '', 'x', [], {}, [[]], { x: 1, y: 2 }];
const NUMBERS: readonly number[] = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  -1,
  0,
  1e-9,
  5e-324,
  0.5,
  999_999,
  -999_999,
  1e308,
];

const point = (x: number, y: number) => ({ x, y });
const stroke = (...points: unknown[]) => ({ type: 'free', points });
const many = <T>(count: number, of: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => of(i));
const pointsOf = (...list: [id: string, x: number, y: number][]) =>
  Object.fromEntries(list.map(([id, x, y]) => [id, { id, index: id, x, y }]));
const doc = (...content: unknown[]) => ({ type: 'doc', content });
const paragraph = (...content: unknown[]) => ({ type: 'paragraph', attrs: { dir: 'auto' }, content });
const text = (letters: unknown, marks?: unknown) => ({ type: 'text', text: letters, ...(marks ? { marks } : {}) });
const linkTo = (href: unknown) => richText('lenke', [{ type: 'link', attrs: { href } }]);
const nested = (levels: number): unknown =>
  levels === 0
    ? paragraph(text('dypt'))
    : { type: 'bulletList', content: [{ type: 'listItem', content: [nested(levels - 1)] }] };

const RICH_TEXTS: readonly unknown[] = [
  doc(),
  doc(doc()),
  doc(doc(paragraph(text('x')))),
  doc(text('x')),
  doc(paragraph()),
  doc({ type: 'paragraph' }),
  doc(paragraph(doc())),
  doc(paragraph(paragraph(text('x')))),
  doc(paragraph({ type: 'hardBreak' }, text('x'))),
  doc({ type: 'hardBreak' }),
  doc({ type: 'heading', content: [text('x')] }),
  doc({ type: 'heading', attrs: { level: 1 }, content: [text('x')] }),
  doc({ type: 'heading', attrs: { level: 99 }, content: [text('x')] }),
  doc({ type: 'heading', attrs: { level: 'x' }, content: [text('x')] }),
  doc({ type: 'heading', attrs: { level: {} }, content: [text('x')] }),
  doc({ type: 'listItem', content: [paragraph(text('x'))] }),
  doc({ type: 'bulletList' }),
  doc({ type: 'bulletList', content: [] }),
  doc({ type: 'bulletList', content: [paragraph(text('x'))] }),
  doc({ type: 'bulletList', content: [{ type: 'listItem' }] }),
  doc({ type: 'orderedList', attrs: { start: 5 }, content: [{ type: 'listItem', content: [paragraph(text('x'))] }] }),
  doc({ type: 'orderedList', attrs: { start: {} }, content: [{ type: 'listItem', content: [paragraph(text('x'))] }] }),
  doc({ type: 'paragraph', attrs: 5, content: [text('x')] }),
  doc({ type: 'paragraph', attrs: null, content: [text('x')] }),
  doc({ type: 'paragraph', attrs: { dir: 5 }, content: [text('x')] }),
  doc({ type: 'paragraph', attrs: { dir: {} }, content: [text('x')] }),
  doc({ type: 'paragraph', attrs: { style: 'position: fixed' }, content: [text('x')] }),
  doc(paragraph({ ...text('x'), content: [text('y')] })),
  doc(paragraph({ ...text('x'), attrs: { a: 1 } })),
  doc(paragraph({ type: 'hardBreak', content: [text('y')] })),
  doc(paragraph({ type: 'hardBreak', marks: [{ type: 'bold' }] })),
  doc({ ...paragraph(text('x')), marks: [{ type: 'bold' }] }),
  doc(paragraph(text('x', [{ type: 'bold' }, { type: 'bold' }]))),
  doc(paragraph(text('x', [{ type: 'code' }, { type: 'bold' }, { type: 'link', attrs: { href: 'https://a.no' } }]))),
  doc(paragraph(text('x', [{ type: 'bold', attrs: 5 }]))),
  doc(paragraph(text('x', [{ type: 'highlight', attrs: { color: 5 } }]))),
  doc(paragraph(text('x', [{ type: 'link' }]))),
  doc(paragraph(text('x', [{ type: 'link', attrs: null }]))),
  doc(paragraph(text('x', [{ type: 'link', attrs: { href: 'https://a.no', target: 5, rel: {}, class: [] } }]))),
  { type: 'paragraph', content: [text('x')] },
  { type: 'bulletList', content: [{ type: 'listItem', content: [paragraph(text('x'))] }] },
  { ...doc(paragraph(text('x'))), attrs: { a: 1 } },
  { ...doc(paragraph(text('x'))), marks: [{ type: 'bold' }] },
  ...[
    5,
    null,
    true,
    {},
    [],
    '',
    ' ',
    'x',
    '//a.no',
    '/her',
    'mailto:a@b.no',
    'ftp://a.no',
    'https://',
    'data:text/html,x',
  ].map(linkTo),
  richText('x'.repeat(1000)),
  richText('x'.repeat(20_000)),
  richText('ord '.repeat(5000)),
  richText('語'.repeat(20_000)),
  richText('\u0000\u001f\ud800'),
  richText('\n'.repeat(450)),
  richText('x\n'.repeat(3000)),
  richText('\u202e\u2066'.repeat(50)),
  doc(...many(2000, () => paragraph())),
  doc(...many(2000, (i) => paragraph(text(`linje ${i}`)))),
  doc(paragraph(...many(3000, () => ({ type: 'hardBreak' })))),
  doc(nested(3)),
  doc(nested(9)),
  doc(nested(12)),
];

const SEGMENTS: readonly unknown[] = [
  [{ type: 'free' }],
  [{ type: 'free', points: 5 }],
  [{ type: 'bomb', points: [point(0, 0)] }],
  [{ type: 'free', points: [null] }],
  [{ type: 'free', points: [{}] }],
  [stroke()],
  [stroke(), stroke()],
  [stroke(), stroke(point(0, 0), point(9, 9))],
  [stroke(point(0, 0), point(9, 9)), stroke()],
  [stroke(point(0, 0))],
  [{ type: 'straight', points: [point(0, 0)] }],
  [
    { type: 'straight', points: [point(0, 0), point(9, 9)] },
    { type: 'straight', points: [point(9, 9)] },
  ],
  [stroke(point(0, 0), point(0, 0), point(0, 0))],
  [stroke(point(5, 5)), stroke(point(5, 5))],
  [stroke(point(0, 0), point(999_999, 1e-9))],
  [stroke(point(-999_999, -999_999), point(999_999, 999_999))],
  [stroke({ x: 0, y: 0, z: -5 }, { x: 5, y: 5, z: 999_999 })],
  [stroke(...many(5000, (i) => point(i % 97, i % 89)))],
  [stroke(...many(5000, (i) => point((i % 2) * 999_999, (i % 3) * 400_000)))],
  many(2000, (i) => stroke(point(i, i))),
  many(1000, (i) => ({ type: 'straight', points: [point(i, 0), point(0, i)] })),
];

const POINTS: readonly unknown[] = [
  {},
  pointsOf(['a1', 0, 0]),
  pointsOf(['a1', 0, 0], ['a2', 0, 0]),
  pointsOf(['a1', 5, 5], ['a2', 5, 5], ['a3', 5, 5]),
  pointsOf(['a1', 0, 0], ['a2', 999_999, 1e-9]),
  pointsOf(['a1', -999_999, -999_999], ['a2', 999_999, 999_999], ['a3', 0, 0]),
  { a1: { id: 'a1', index: 'a1', x: 0, y: 0 }, a2: { id: 'a2', index: 'a1', x: 9, y: 9 } },
  { a1: { id: 'b', index: 'a1', x: 0, y: 0 }, a2: { id: 'b', index: 'a2', x: 9, y: 9 } },
  { a1: { id: 'a1', index: '', x: 0, y: 0 }, a2: { id: 'a2', index: 'a2', x: 9, y: 9 } },
  { a1: { id: 'a1', index: 'a10', x: 0, y: 0 }, a2: { id: 'a2', index: 'zz', x: 9, y: 9 } },
  { a1: { id: 'a1', index: 'æ', x: 0, y: 0 }, a2: { id: 'a2', index: 'a2', x: 9, y: 9 } },
  { a1: { id: 'a1', index: 'Z', x: 0, y: 0 }, a2: { id: 'a2', index: 'a2', x: 9, y: 9 } },
  { x: { id: 'a1', index: 'a1', x: 0, y: 0 }, y: { id: 'a2', index: 'a2', x: 9, y: 9 } },
  { a1: null, a2: { id: 'a2', index: 'a2', x: 9, y: 9 } },
  Object.fromEntries(
    many(3000, (i) => [`b${1000 + i}`, { id: `b${1000 + i}`, index: `b11${(i % 9) + 1}`, x: i, y: i % 7 }]),
  ),
];

const CROPS: readonly unknown[] = [
  [point(0, 0), point(0, 0)],
  [point(1, 1), point(0, 0)],
  [point(0.5, 0.5), point(0.5 + 1e-9, 0.5 + 1e-9)],
  [point(-999_999, 0), point(999_999, 1)],
  [point(0, 0), null],
].map(([topLeft, bottomRight]) => ({ topLeft, bottomRight }));

/** Values that only one property can have, by its name. */
const SPECIAL: Readonly<Record<string, readonly unknown[]>> = {
  richText: RICH_TEXTS,
  segments: SEGMENTS,
  points: POINTS,
  crop: [...CROPS, { topLeft: point(0, 0), bottomRight: point(1, 1), isCircle: 'x' }],
  url: ['https://a.no', 'her', '//a.no', 'https://', 'mailto:a@b.no', 'ftp://a.no', '/sti', 'x'.repeat(5000), 5],
  text: ['x'.repeat(20_000), '\u0000\ud800', 'ord '.repeat(5000), '\n'.repeat(5000), '\n'.repeat(199)],
  altText: ['x'.repeat(20_000)],
  start: [point(100, 1), point(999_999, -999_999), { x: 0 }],
  end: [point(0, 0), point(1e-9, 1e-9), point(999_999, -999_999), point(5e-324, 0)],
  normalizedAnchor: [point(1e5, -1e5), point(999_999, 999_999), point(1e-9, 1e-9)],
  index: ['a0', 'a00', 'a10', 'Z', 'Zz', 'zz', 'zzzz', 'b', 'æ', 'a1 ', 'a'.repeat(300), 'a1V'.repeat(60), 'A11', 'a!'],
  geo: ['cloud', 'ellipse', 'star', 'heart', 'arrow-left', 'oval', 'x-box'],
  dash: ['solid', 'dashed', 'dotted'],
  fill: ['pattern', 'semi', 'solid', 'fill'],
  size: ['xl', 's'],
  font: ['mono', 'serif'],
  arrowheadStart: ['arrow', 'bar', 'diamond', 'dot', 'square'],
  arrowheadEnd: ['none', 'inverted', 'pipe', 'triangle'],
  kind: ['elbow'],
  spline: ['cubic'],
  align: ['start-legacy', 'end'],
  toId: ['shape:none', 'shape:arrow', 'page:page', 'asset:image'],
  fromId: ['shape:none', 'shape:geo'],
  assetId: ['asset:none', 'shape:geo'],
  mimeType: ['image/svg+xml', 'text/html'],
  fileSize: [1e15],
};

const EXTENTS = [1e-9, 5e-324, 0.01, 10, 5000, 999_999] as const;
const GEOS = 'cloud rectangle ellipse star rhombus-2 heart arrow-right oval check-box trapezoid'.split(' ');

const withProps = (kind: string, props: object): Drawing => {
  const drawing = drawingOf(kind);
  return { ...drawing, props: { ...drawing.props, ...props } };
};

/** What is wrong only together. */
function* combinations(): Generator<Mutation> {
  const long = { richText: richText('ord '.repeat(60)) };
  for (const geo of GEOS)
    for (const [w, h] of EXTENTS.flatMap((a) => EXTENTS.map((b) => [a, b])))
      for (const dash of geo === 'cloud' ? ['draw', 'dashed'] : [w === h ? 'dotted' : 'draw'])
        yield { what: `${geo} ${w} × ${h} ${dash}`, drawing: withProps('geo', { geo, w, h, dash }) };
  for (const size of EXTENTS) {
    for (const scale of EXTENTS) {
      const what = `${size} at scale ${scale}`;
      yield { what: `box ${what}`, drawing: withProps('geo', { w: size, h: size, scale, ...long }) };
      yield { what: `text ${what}`, drawing: withProps('text', { w: size, scale, autoSize: false, ...long }) };
      yield { what: `image ${what}`, drawing: withProps('image', { w: size, h: scale }) };
      const end = point(size, scale);
      yield { what: `arrow ${what}`, drawing: withProps('arrow', { end, scale, text: 'ord '.repeat(20) }) };
      yield { what: `elbow ${what}`, drawing: withProps('arrow', { kind: 'elbow', end, scale, dash: 'dashed' }) };
      yield { what: `bend ${what}`, drawing: withProps('arrow', { bend: size, end: point(scale, 1), dash: 'dotted' }) };
      const segments = [stroke(point(0, 0), point(size, 1), point(1, size))];
      yield { what: `ink ${what}`, drawing: withProps('draw', { segments, scale, isClosed: true, fill: 'pattern' }) };
      yield { what: `dashed ink ${what}`, drawing: withProps('draw', { segments, scale, dash: 'dashed' }) };
      yield { what: `marker ${what}`, drawing: withProps('highlight', { segments, scale }) };
      const points = pointsOf(['a1', 0, 0], ['a2', size, scale], ['a3', scale, size]);
      yield { what: `line ${what}`, drawing: withProps('line', { points, scale, dash: 'dashed' }) };
      yield { what: `curve ${what}`, drawing: withProps('line', { points, spline: 'cubic', dash: 'draw' }) };
    }
  }
}

/** Every drawing of the corpus with each of its properties changed in every way. Each has an id of its own. */
export function mutations(): Mutation[] {
  const found: Mutation[] = [];
  for (const drawing of DRAWINGS) {
    const change = (key: string, isProp: boolean, value: unknown) => {
      const owner = isProp ? drawing.props : drawing;
      const changed: Record<string, unknown> = { ...owner, [key]: value };
      if (value === undefined) delete changed[key];
      const what = `${drawing.id} ${key} = ${String(JSON.stringify(value)).slice(0, 90)}`;
      found.push({ what, drawing: (isProp ? { ...drawing, props: changed } : changed) as Drawing });
    };
    for (const [isProp, owner] of [
      [true, drawing.props],
      [false, drawing],
    ] as const) {
      for (const key of Object.keys(owner)) {
        if (!isProp && ['id', 'props'].includes(key)) continue;
        const numbers = typeof (owner as Record<string, unknown>)[key] === 'number' ? NUMBERS : NUMBERS.slice(3, 4);
        for (const value of [...ANYTHING, ...numbers, ...(SPECIAL[key] ?? [])]) change(key, isProp, value);
      }
    }
    change('newest', true, { a: 1 });
    change('meta', false, { a: Number.NaN });
  }
  found.push(...combinations());
  return found.map(({ what, drawing }, i) => ({ what, drawing: { ...drawing, id: `${drawing.id}-${i}` } }));
}
