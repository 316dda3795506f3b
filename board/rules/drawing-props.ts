import { FARTHEST } from '../coordinates.ts';
import { DRAWING_BOUNDS } from './drawing-bounds.ts';
import { partsOf } from './plain-value.ts';
import { richText } from './rich-text-rule.ts';
import {
  all,
  atMost,
  between,
  flag,
  linesIn,
  link,
  number,
  oneOf,
  optional,
  orderKey,
  orNull,
  point,
  type Rule,
  rulesOf,
  text,
} from './value-rules.ts';

/** Numbers that are not drawn, such as a picture's bytes, must be below this. */
export const LARGEST = 1e12;

/** Sizes in page units. */
const extent = between(1e-3, DRAWING_BOUNDS.extent);
/** How large lines and letters are drawn. Zooming in and out makes 0.03 to 33 of it. */
const scale = between(1e-3, 1000);
/** A distance within a shape. */
const reach = between(-DRAWING_BOUNDS.extent, DRAWING_BOUNDS.extent);
const near: Rule = (value) => point(value) && reach(partsOf(value).x) && reach(partsOf(value).y);
const zeroOrMore = between(0, FARTHEST);

const COLOURS = 'black grey light-violet violet blue light-blue yellow orange green light-green light-red red white';
const ARROWHEADS = 'arrow triangle square dot pipe diamond inverted bar none';
const GEOS =
  'cloud rectangle ellipse triangle diamond pentagon hexagon octagon star rhombus rhombus-2 oval trapezoid ' +
  'arrow-right arrow-left arrow-up arrow-down x-box check-box heart';

/** The looks that shapes share. tldraw's own validators know exactly these. */
const colour = oneOf(COLOURS);
const size = oneOf('s m l xl');
const dash = oneOf('draw solid dashed dotted');
const fill = oneOf('none semi solid pattern fill');
const font = oneOf('draw sans serif mono');
const edge = 'start middle end';

/** Of ink, without any point there is nothing to measure, and measuring throws. */
const segment: Rule = (value) => isStroke(partsOf(value).type) && all(near, 1)(partsOf(value).points);
const isStroke = oneOf('free straight');
const segments: Rule = (value) =>
  all(segment, 1)(value) && pointsIn(value as { points: unknown[] }[]) <= DRAWING_BOUNDS.points;

function pointsIn(strokes: readonly { readonly points: readonly unknown[] }[]): number {
  return strokes.reduce((sum, { points }) => sum + points.length, 0);
}

/** Points of a line by their ids. Between two points with one index there is no third, which is where tldraw throws. */
const linePoints: Rule = (value) => {
  if (typeof value !== 'object' || Array.isArray(value)) return false;
  const points = Object.values(partsOf(value));
  const indices = new Set(points.map((one) => partsOf(one).index));
  return (
    points.length >= 2 &&
    points.length <= DRAWING_BOUNDS.points &&
    indices.size === points.length &&
    points.every(linePoint)
  );
};
const linePoint: Rule = (value) => near(value) && atMost(200)(partsOf(value).id) && orderKey(partsOf(value).index);

/** A crop in shares of the picture. Some room for rounding is left at its edges. */
const crop: Rule = (value) => {
  const { topLeft, bottomRight, isCircle } = partsOf(value);
  const [from, to] = [partsOf(topLeft), partsOf(bottomRight)];
  const isRange = (a: unknown, b: unknown) => inPicture(a) && inPicture(b) && Number(b) - Number(a) >= 1e-4;
  return isRange(from.x, to.x) && isRange(from.y, to.y) && optional(flag)(isCircle);
};
const inShape = between(-1000, 1000);
const inPicture = between(-0.01, 1.01);
const assetId: Rule = (value) => atMost(200)(value) && String(value).startsWith('asset:');
const ownImage: Rule = (value) => value === null || value === '' || (text(value) && String(value).startsWith('asset:'));

/** What each property must be, by the kind of record. tldraw throws on, or is stopped by, many other values. */
export const DRAWING_PROPS: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
  'shape geo': {
    ...rulesOf(colour, 'color labelColor'),
    ...{ geo: oneOf(GEOS), size, dash, fill, font, scale },
    align: oneOf(`${edge} start-legacy end-legacy middle-legacy`),
    verticalAlign: oneOf(edge),
    ...rulesOf(extent, 'w h'),
    growY: zeroOrMore,
    url: link,
    richText,
  },
  'shape draw': {
    ...{ color: colour, fill, dash, size, segments, scale },
    ...rulesOf(flag, 'isComplete isClosed isPen'),
  },
  'shape highlight': { color: colour, size, segments, scale, ...rulesOf(flag, 'isComplete isPen') },
  'shape arrow': {
    ...rulesOf(colour, 'color labelColor'),
    ...{ kind: oneOf('arc elbow'), fill, dash, size, font, scale },
    ...rulesOf(oneOf(ARROWHEADS), 'arrowheadStart arrowheadEnd'),
    ...rulesOf(number, 'labelPosition elbowMidPoint'),
    ...rulesOf(near, 'start end'),
    bend: reach,
    text: (value) => atMost(DRAWING_BOUNDS.characters)(value) && linesIn(value as string) <= DRAWING_BOUNDS.labelLines,
  },
  'shape line': { color: colour, dash, size, spline: oneOf('cubic line'), points: linePoints, scale },
  'shape text': { color: colour, size, font, textAlign: oneOf(edge), w: extent, scale, richText, autoSize: flag },
  'shape image': {
    ...rulesOf(extent, 'w h'),
    ...rulesOf(flag, 'playing flipX flipY'),
    url: link,
    altText: text,
    assetId: orNull(assetId),
    crop: orNull(crop),
  },
  'binding arrow': {
    ...{ terminal: oneOf('start end'), snap: oneOf('center edge-point edge none') },
    ...rulesOf(flag, 'isExact isPrecise'),
    normalizedAnchor: (value) => inShape(partsOf(value).x) && inShape(partsOf(value).y),
  },
  'asset image': {
    ...rulesOf(number, 'w h'),
    name: text,
    isAnimated: flag,
    mimeType: orNull(text),
    src: ownImage,
    fileSize: optional(between(Number.MIN_VALUE, LARGEST)),
  },
};

/** Whether tldraw can draw the outline of a cloud: it makes a bump at each step along it. */
export function isDrawableCloud({ w, h }: Readonly<Record<string, unknown>>): boolean {
  const [short, long] = [Math.min(Number(w), Number(h)), Math.max(Number(w), Number(h))];
  return (2 * (short + long)) / Math.max(1, short) < DRAWING_BOUNDS.bumps;
}
