import { describe, expect, it } from 'vitest';
import { drawingFault } from '#board/rules/drawing-rules';
import { drawingOf, richText } from './drawings-corpus.ts';

const NUMBERS = {
  good: [0, -5, 999_999, -999_999.5],
  bad: [1e6, -1e6, Number.NaN, Infinity, '5', null, undefined, [1]],
};
const DISTANCES = { good: [0, -5, 100_000, -99_999.5], bad: [100_001, -100_001, Number.NaN, Infinity, '5', null, [1]] };
const SIZES = { good: [0.001, 1, 100_000], bad: [0, -1, 0.0009, 100_001, Number.NaN, '5', null, [1], true] };
const SCALES = { good: [0.001, 1, 1000], bad: [0, -1, 0.0009, 1001, Number.NaN, '5', null, [1], true] };
/** One of a list of words, as tldraw knows them. */
const words = (...good: string[]) => ({ good, bad: ['', 'x', `${good[0]} `, 5, null, [good[0]], undefined] });
const COLOURS = words('black', 'light-violet', 'white');
const FONTS = words('draw', 'sans', 'serif', 'mono');
const DASHES = words('draw', 'solid', 'dashed', 'dotted');
const FILLS = words('none', 'semi', 'solid', 'pattern', 'fill');
const LETTER_SIZES = words('s', 'm', 'l', 'xl');
const ARROWHEADS = words('arrow', 'inverted', 'none');
const LINKS = {
  good: ['', 'https://example.org/a', 'mailto:a@example.org', '/b/x'],
  bad: ['x', 'javascript:1', 'data:text/html,x', 5, null, undefined, ['x']],
};
const FLAGS = { good: [true, false], bad: [0, 'true', null, undefined] };
const TEXTS = { good: ['', 'x'.repeat(500)], bad: [5, null, undefined, ['x']] };
const at = (x: unknown, y: unknown, z?: unknown) => (z === undefined ? { x, y } : { x, y, z });
const POINTS = {
  good: [at(0, 0), at(-5, 5.5), at(1, 2, 0.5)],
  bad: [
    at(1e6, 0),
    at(0, 1e6),
    at(0, '0'),
    at('0', 0),
    at(1, 2, '3'),
    at(1, 2, Number.NaN),
    { x: 1 },
    { y: 1 },
    null,
    [0, 0],
    5,
  ],
};
const points = (...all: unknown[]) => ({ type: 'free', points: all });
const doc = (...content: unknown[]) => ({ type: 'doc', content });
const linePoint = (more: object = {}) => ({ id: 'a1', index: 'a1', x: 0, y: 0, ...more });

/** Of each kind of drawing, properties with values that are taken and values that are refused. */
const PROPS: readonly (readonly [
  kind: string,
  names: string,
  values: { good: readonly unknown[]; bad: readonly unknown[] },
])[] = [
  ['geo', 'geo', words('cloud', 'rectangle', 'rhombus-2', 'heart')],
  ['geo', 'color labelColor', COLOURS],
  ['geo', 'dash', DASHES],
  ['geo', 'fill', FILLS],
  ['geo', 'size', LETTER_SIZES],
  ['geo', 'font', FONTS],
  ['geo', 'align', words('start', 'middle', 'end', 'middle-legacy')],
  ['geo', 'verticalAlign', words('start', 'middle', 'end')],
  ['geo', 'w h', SIZES],
  ['geo', 'scale', SCALES],
  ['geo', 'growY', { good: [0, 5], bad: [-1, 1e6, '0', [0]] }],
  ['geo', 'url', LINKS],
  ['draw', 'color', COLOURS],
  ['draw', 'fill', FILLS],
  ['draw', 'dash', DASHES],
  ['draw', 'size', LETTER_SIZES],
  ['draw', 'isComplete isClosed isPen', FLAGS],
  ['draw', 'scale', SCALES],
  [
    'draw',
    'segments',
    {
      good: [[points(at(0, 0))], [points(at(0, 0), at(1, 1, 1))]],
      bad: [
        [],
        [points()],
        null,
        {},
        [null],
        [{ type: 'free' }],
        [{ points: [] }],
        [{ type: '', points: [] }],
        [points(at(0, 0), at(0, '0'))],
        [points(at(0, 0)), 5],
        [points(...Array.from({ length: 1001 }, () => at(0, 0)))],
      ],
    },
  ],
  ['highlight', 'color', COLOURS],
  ['highlight', 'size', LETTER_SIZES],
  ['highlight', 'isComplete isPen', FLAGS],
  ['arrow', 'kind', words('arc', 'elbow')],
  ['arrow', 'labelColor color', COLOURS],
  ['arrow', 'fill', FILLS],
  ['arrow', 'dash', DASHES],
  ['arrow', 'size', LETTER_SIZES],
  ['arrow', 'font', FONTS],
  ['arrow', 'arrowheadStart arrowheadEnd', ARROWHEADS],
  ['arrow', 'bend', DISTANCES],
  ['arrow', 'labelPosition elbowMidPoint', NUMBERS],
  ['arrow', 'start end', POINTS],
  ['arrow', 'text', TEXTS],
  ['arrow', 'scale', SCALES],
  ['line', 'color', COLOURS],
  ['line', 'dash', DASHES],
  ['line', 'size', LETTER_SIZES],
  ['line', 'spline', words('cubic', 'line')],
  [
    'line',
    'points',
    {
      good: [{ a1: linePoint(), a2: linePoint({ index: 'a2', x: 5 }) }],
      bad: [
        {},
        { a1: linePoint() },
        { a1: linePoint(), a2: linePoint() },
        5,
        'x',
        { a1: linePoint(), a2: linePoint({ x: '5' }) },
        { a1: linePoint({ id: '' }) },
        { a1: linePoint({ index: 5 }) },
        { a1: null },
      ],
    },
  ],
  ['text', 'color', COLOURS],
  ['text', 'size', LETTER_SIZES],
  ['text', 'font', FONTS],
  ['text', 'textAlign', words('start', 'middle', 'end')],
  ['text', 'w', SIZES],
  ['text', 'scale', SCALES],
  ['text', 'autoSize', FLAGS],
  [
    'text',
    'richText',
    {
      good: [
        doc(),
        richText('x'),
        doc({ type: 'paragraph', content: [{ type: 'hardBreak' }] }),
        richText('x', [{ type: 'bold' }, { type: 'code' }]),
      ],
      bad: [
        null,
        'x',
        { type: 'doc' },
        { type: 'text', text: 'x' },
        doc({ type: 'text' }),
        doc({ type: 'paragraph' }, { type: 'hardBreak' }),
        doc({ type: 'text', text: 5 }),
        doc({ type: 'paragraph' }, { type: 'table' }),
        doc({ type: 'paragraph', content: 'x' }),
        richText('x', [{ type: 'bold' }, { type: 'blink' }]),
        richText('x', 'bold' as never),
      ],
    },
  ],
  ['image', 'w h', SIZES],
  ['image', 'playing flipX flipY', FLAGS],
  ['image', 'url', LINKS],
  ['image', 'altText', TEXTS],
  ['image', 'assetId', { good: [null, 'asset:x'], bad: ['x', 'shape:x', 5, undefined, ''] }],
  [
    'image',
    'crop',
    {
      good: [null, { topLeft: at(0, 0), bottomRight: at(1, 1) }],
      bad: [
        {},
        { topLeft: at(0, 0) },
        { bottomRight: at(0, 0) },
        { topLeft: at(0, '0'), bottomRight: at(1, 1) },
        undefined,
      ],
    },
  ],
  ['binding:arrow', 'terminal', words('start', 'end')],
  ['binding:arrow', 'snap', words('center', 'edge-point', 'edge', 'none')],
  ['binding:arrow', 'isExact isPrecise', FLAGS],
  [
    'binding:arrow',
    'normalizedAnchor',
    { good: [at(0, 0), at(-1000, 1000)], bad: [at(1001, 0), at(0, -1001), at(0, '0'), { x: 1 }, null, [0, 0], 5] },
  ],
  ['asset:image', 'w h', NUMBERS],
  ['asset:image', 'name', TEXTS],
  ['asset:image', 'isAnimated', FLAGS],
  ['asset:image', 'mimeType', { good: [null, 'image/png'], bad: [5, undefined] }],
  [
    'asset:image',
    'src',
    { good: [null, '', 'asset:abc'], bad: ['x', 'blob:x', 'https://example.org/x.png', 5, ['asset:x'], undefined] },
  ],
]; // prettier-ignore

describe('a property of a drawing', () => {
  it.each(PROPS)('of %s: %s takes what can be drawn and refuses all else', (kind, names, { good, bad }) => {
    for (const name of names.split(' ')) {
      const fault = (value: unknown) => {
        const drawing = drawingOf(kind);
        return drawingFault({ ...drawing, props: { ...drawing.props, [name]: value } });
      };
      for (const value of good) expect(fault(value), `${name}: ${JSON.stringify(value)}`).toBeNull();
      for (const value of bad)
        expect([`props.${name}`, 'value'], `${name}: ${JSON.stringify(value)}`).toContain(fault(value));
    }
  });

  it.each([
    ['x', NUMBERS],
    ['y', NUMBERS],
    ['rotation', NUMBERS],
    ['parentId', { good: ['page:page'], bad: ['page:x', 'shape:geo', null, undefined] }],
    [
      'index',
      {
        good: ['a1', 'Zz9', `a${'1'.repeat(199)}`],
        bad: ['', 'a', '1a', 'a-1', `a${'1'.repeat(200)}`, 5, null, ['a1']],
      },
    ],
    ['isLocked', FLAGS],
    ['opacity', { good: [0, 0.5, 1], bad: [-0.1, 1.1, '1', null, [1], Number.NaN] }],
  ] as const)('that every shape has: %s', (name, { good, bad }) => {
    const fault = (value: unknown) => drawingFault({ ...drawingOf('geo'), [name]: value });
    for (const value of good) expect(fault(value), JSON.stringify(value)).toBeNull();
    for (const value of bad) expect([name, 'value'], JSON.stringify(value)).toContain(fault(value));
  });

  it('may be unknown, as long as it is plain data', () => {
    expect(drawingFault({ ...drawingOf('geo'), meta: { from: 'a newer program' } })).toBeNull();
    expect(drawingFault({ ...drawingOf('geo'), meta: { from: () => 1 } })).toBe('value');
  });
});

describe('a drawing', () => {
  it('is of a kind that is known, under an id of that kind, with its groups', () => {
    const geo = drawingOf('geo');
    expect(drawingFault({ ...geo, typeName: 'page' })).toBe('type');
    expect(drawingFault({ ...geo, type: 'frame' })).toBe('type');
    expect(drawingFault({ ...geo, typeName: 'binding' })).toBe('type');
    for (const id of ['geo', 'asset:geo', 'binding:geo']) expect(drawingFault({ ...geo, id })).toBe('id');
    for (const meta of [null, [], 'x', undefined]) expect(drawingFault({ ...geo, meta })).toBe('meta');
    expect(drawingFault({ ...geo, props: null })).toMatch(/^props\./);
  });

  it('may hold large numbers only where nothing is drawn by them', () => {
    const inMeta = (kind: string, value: number) => drawingFault({ ...drawingOf(kind), meta: { bytes: value } });
    expect([inMeta('geo', 999_999), inMeta('geo', 1e6)]).toEqual([null, 'value']);
    expect([inMeta('asset:image', 1e6), inMeta('asset:image', 1e12)]).toEqual([null, 'value']);
  });
});

describe('a binding', () => {
  const binding = drawingOf('binding:arrow');
  const fault = (types: Readonly<Record<string, unknown>>, more: object = {}) =>
    drawingFault({ ...binding, ...more }, (id) => types[id]);
  const { fromId, toId } = binding as unknown as { fromId: string; toId: string };

  it('leads from an arrow to something that is none', () => {
    expect(fault({})).toBeNull();
    expect(fault({ [fromId]: 'arrow', [toId]: 'geo' })).toBeNull();
    expect(fault({ [fromId]: 'geo' })).toBe('fromId');
    expect(fault({ [toId]: 'arrow' })).toBe('toId');
    expect(fault({}, { toId: fromId })).toBe('toId');
  });

  it('names shapes', () => {
    for (const name of ['fromId', 'toId'])
      for (const value of ['asset:x', '', 5, null, ['shape:x']]) expect(fault({}, { [name]: value })).toBe(name);
  });
});

describe('a change of a drawing', () => {
  /** The fault of a drawing that was valid before, of which these stored properties were changed. */
  const faultOf = (kind: string, change: { own?: object; props?: object; meta?: object }, ...changed: string[]) => {
    const drawing = drawingOf(kind);
    const props = { ...drawing.props, ...change.props };
    const meta = { ...(drawing.meta as object), ...change.meta };
    return drawingFault({ ...drawing, ...change.own, props, meta }, undefined, new Set(changed));
  };

  it('is checked where it changed, and nowhere else', () => {
    expect(faultOf('geo', { props: { w: -1 } }, 'props.w')).toBe('props.w');
    expect(faultOf('geo', { props: { w: -1 } }, 'props.h')).toBeNull();
    expect(faultOf('geo', { own: { opacity: 7 } }, 'opacity')).toBe('opacity');
    expect(faultOf('geo', { own: { opacity: 7 } }, 'rotation')).toBeNull();
  });

  it('has both coordinates in one property', () => {
    for (const own of [{ x: '5' }, { y: '5' }]) {
      expect(faultOf('geo', { own }, 'pos')).toBe(Object.keys(own)[0]);
      expect(faultOf('geo', { own }, 'rotation')).toBeNull();
    }
    for (const own of [{ x: 1e7 }, { y: 1e7 }]) expect(faultOf('geo', { own }, 'pos')).toBe('value');
  });

  it('of its type is checked as a whole', () => {
    for (const key of ['type', 'typeName']) expect(faultOf('geo', { props: { w: -1 } }, key)).toBe('props.w');
  });

  it('may hold only plain data and safe links, in whichever group', () => {
    expect(faultOf('geo', { props: { more: { deep: 10n } } }, 'props.more')).toBe('value');
    expect(faultOf('geo', { own: { more: 10n } }, 'more')).toBe('value');
    expect(faultOf('geo', { meta: { more: 10n } }, 'meta.more')).toBe('value');
    expect(faultOf('geo', { props: { 'a.b': 10n } }, 'props.a.b')).toBe('value');
    expect(faultOf('geo', { props: { url: 'javascript:alert(1)' } }, 'props.url')).toBe('value');
  });

  it('hides no unsafe link behind a property with the same name in the other group', () => {
    const change = { own: { url: 'x' }, props: { url: 'javascript:alert(1)' }, meta: { url: 'x' } };
    expect(faultOf('geo', change, 'props.url', 'meta.url')).toBe('value');
    expect(faultOf('geo', change, 'meta.url', 'props.url', 'url')).toBe('value');
  });
});
