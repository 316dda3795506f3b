import type { DrawingRecord } from '../drawing.ts';
import { isPlain, partsOf } from './plain-value.ts';

/**
 * What a drawing must satisfy so that it cannot break an editor. The canvas also runs tldraw's own validators, but
 * those accept things that are refused here: parents, huge numbers, links that run scripts, texts that cannot be drawn.
 * The server does not know tldraw and has only these rules. Unknown properties are accepted: a newer program may have
 * written them.
 */

/** The only parent that a shape may have. Without nesting there are no cycles and no orphans. */
const PAGE = 'page:page';
/** Coordinates and sizes must be below this, in page units; larger ones break the canvas for everybody. */
const FARTHEST = 1e6;
/** Numbers that are not drawn, such as a picture's bytes, must be below this. */
const LARGEST = 1e12;

type Rule = (value: unknown) => boolean;

const number: Rule = (value) => typeof value === 'number' && Math.abs(value) < FARTHEST;
const positive: Rule = (value) => number(value) && (value as number) > 0;
const notNegative: Rule = (value) => number(value) && (value as number) >= 0;
const share: Rule = (value) => number(value) && (value as number) >= 0 && (value as number) <= 1;
const text: Rule = (value) => typeof value === 'string';
const word: Rule = (value) => typeof value === 'string' && value !== '' && value.length <= 64;
const flag: Rule = (value) => typeof value === 'boolean';
const orNull =
  (rule: Rule): Rule =>
  (value) =>
    value === null || rule(value);
const all =
  (rule: Rule): Rule =>
  (value) =>
    Array.isArray(value) && value.every(rule);
const point: Rule = (value) => {
  const { x, y, z } = partsOf(value);
  return number(x) && number(y) && (z === undefined || number(z));
};
const crop: Rule = (value) => point(partsOf(value).topLeft) && point(partsOf(value).bottomRight);
const segment: Rule = (value) => word(partsOf(value).type) && all(point)(partsOf(value).points);
const linePoint: Rule = (value) => point(value) && word(partsOf(value).id) && word(partsOf(value).index);
const linePoints: Rule = (value) => typeof value === 'object' && Object.values(partsOf(value)).every(linePoint);
const ownImage: Rule = (value) => value === null || value === '' || (text(value) && String(value).startsWith('asset:'));

/** What tldraw can draw of a text. Its layout throws on other nodes and marks, and on text nodes without letters. */
const NODES: ReadonlySet<unknown> = new Set(
  'doc paragraph text hardBreak heading bulletList orderedList listItem'.split(' '),
);
const MARKS: ReadonlySet<unknown> = new Set('bold italic strike code link highlight'.split(' '));
const mark: Rule = (value) => MARKS.has(partsOf(value).type);
const node: Rule = (value) => {
  const { type, text: letters, content, marks } = partsOf(value);
  if (!NODES.has(type) || (type === 'text') !== (typeof letters === 'string' && letters !== '')) return false;
  return (content === undefined || all(node)(content)) && (marks === undefined || all(mark)(marks));
};
const richText: Rule = (value) => node(value) && Array.isArray(partsOf(value).content);

const PROPS: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
  'shape geo': {
    ...rulesOf(word, 'geo dash labelColor color fill size font align verticalAlign'),
    ...rulesOf(positive, 'w h scale'),
    growY: notNegative,
    url: text,
    richText,
  },
  'shape draw': {
    ...rulesOf(word, 'color fill dash size'),
    ...rulesOf(flag, 'isComplete isClosed isPen'),
    segments: all(segment),
    scale: positive,
  },
  'shape highlight': {
    ...rulesOf(word, 'color size'),
    ...rulesOf(flag, 'isComplete isPen'),
    segments: all(segment),
    scale: positive,
  },
  'shape arrow': {
    ...rulesOf(word, 'kind labelColor color fill dash size arrowheadStart arrowheadEnd font'),
    ...rulesOf(number, 'bend labelPosition elbowMidPoint'),
    ...rulesOf(point, 'start end'),
    text,
    scale: positive,
  },
  'shape line': { ...rulesOf(word, 'color dash size spline'), points: linePoints, scale: positive },
  'shape text': {
    ...rulesOf(word, 'color size font textAlign'),
    ...rulesOf(positive, 'w scale'),
    richText,
    autoSize: flag,
  },
  'shape image': {
    ...rulesOf(positive, 'w h'),
    ...rulesOf(flag, 'playing flipX flipY'),
    ...rulesOf(text, 'url altText'),
    assetId: orNull((value) => String(value).startsWith('asset:')),
    crop: orNull(crop),
  },
  'binding arrow': {
    ...rulesOf(word, 'terminal snap'),
    ...rulesOf(flag, 'isExact isPrecise'),
    normalizedAnchor: point,
  },
  'asset image': {
    ...rulesOf(number, 'w h'),
    name: text,
    isAnimated: flag,
    mimeType: orNull(text),
    src: ownImage,
  },
};

const SHAPE: Readonly<Record<string, Rule>> = {
  ...rulesOf(number, 'x y rotation'),
  parentId: (value) => value === PAGE,
  index: (value) => typeof value === 'string' && /^[A-Za-z][0-9A-Za-z]{1,200}$/.test(value),
  isLocked: flag,
  opacity: share,
};
const shapeId: Rule = (value) => typeof value === 'string' && value.startsWith('shape:');
const OWN: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
  shape: SHAPE,
  binding: { fromId: shapeId, toId: shapeId },
  asset: {},
};

/**
 * Returns the name of the first property that breaks a rule, or null. `typeOf` returns the type of another drawing, if
 * it is known; with it, arrows bound to arrows are refused, which could form a ring. `changed` names the stored
 * properties to check of a drawing that was valid before; with null, all are checked.
 */
export function drawingFault(
  record: DrawingRecord,
  typeOf: (id: string) => unknown = () => undefined,
  changed: ReadonlySet<string> | null = null,
): string | null {
  const { id, typeName, type, meta } = record;
  const own = Object.hasOwn(OWN, String(typeName)) ? OWN[String(typeName)] : undefined;
  const ofType = `${String(typeName)} ${String(type)}`;
  const rules = Object.hasOwn(PROPS, ofType) ? PROPS[ofType] : undefined;
  if (own === undefined || rules === undefined) return 'type';
  if (!String(id).startsWith(`${String(typeName)}:`)) return 'id';
  if (typeof meta !== 'object' || meta === null || Array.isArray(meta)) return 'meta';
  const whole = changed === null || changed.has('type') || changed.has('typeName');
  const props = partsOf(record.props);
  const bounds = { number: typeName === 'shape' ? FARTHEST : LARGEST, link: true };
  if (!isPlain(whole ? record : changedOf(record, changed), bounds)) return 'value';
  for (const [key, rule] of Object.entries(own))
    if ((whole || changed.has(storedAs(key))) && !rule(record[key])) return key;
  for (const [key, rule] of Object.entries(rules))
    if ((whole || changed.has(`props.${key}`)) && !rule(props[key])) return `props.${key}`;
  return typeName === 'binding' ? bindingFault(record, typeOf) : null;
}

function bindingFault({ fromId, toId }: DrawingRecord, typeOf: (id: string) => unknown): string | null {
  if (fromId === toId || typeOf(String(toId)) === 'arrow') return 'toId';
  const from = typeOf(String(fromId));
  return from === undefined || from === 'arrow' ? null : 'fromId';
}

function storedAs(key: string): string {
  return key === 'x' || key === 'y' ? 'pos' : key;
}

/** The changed properties that are still there, in their groups: `props.url` and `meta.url` are two. */
function changedOf(record: DrawingRecord, changed: ReadonlySet<string>): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  const groups = new Map<string, Record<string, unknown>>();
  for (const key of changed) {
    const [group = '', ...name] = key.split('.');
    const inner = name.join('.');
    if (inner === '') values[key] = key === 'pos' ? [record.x, record.y] : record[key];
    else if (Object.hasOwn(partsOf(record[group]), inner))
      groups.set(group, { ...groups.get(group), [inner]: partsOf(record[group])[inner] });
  }
  return { values, groups: [...groups.values()] };
}

function rulesOf(rule: Rule, names: string): Record<string, Rule> {
  return Object.fromEntries(names.split(' ').map((name) => [name, rule]));
}
