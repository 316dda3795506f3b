import { defaultShapeUtils, type Geometry2d, type TLAnyShapeUtilConstructor, type TLShape, Vec } from '@tldraw/tldraw';
import { expect, it, onTestFinished, vi } from 'vitest';
import { fencedShapes } from '../../client/canvas/fenced-shapes.ts';
import { type Drawing, drawingOf } from '../board/rules/drawings-corpus.ts';

interface Util {
  getGeometry(shape: TLShape): Geometry2d;
  getHandles?(shape: TLShape): unknown[];
}

/** A shape's util as tldraw makes it, without an editor. */
function utilsOf(type: string): { real: Util; fenced: Util } {
  const all = defaultShapeUtils as unknown as TLAnyShapeUtilConstructor[];
  const make = (utils: readonly TLAnyShapeUtilConstructor[]) => {
    const Found = utils.find((one) => one.type === type) as unknown as new (editor: unknown) => Util;
    return new Found({});
  };
  return { real: make(all), fenced: make(fencedShapes(all)) };
}

const shapeWith = (kind: string, props: object) => {
  const drawing: Drawing = drawingOf(kind);
  return { ...drawing, props: { ...drawing.props, ...props } } as unknown as TLShape;
};

it.each([
  ['a line without points', 'line', { points: {} }],
  ['a line with one point', 'line', { points: { a1: { id: 'a1', index: 'a1', x: 0, y: 0 } } }],
  ['ink without segments', 'draw', { segments: [] }],
  ['marker ink without segments', 'highlight', { segments: [] }],
])('%s, which tldraw throws on, gets empty bounds', (_what, kind, props) => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  onTestFinished(() => warn.mockRestore());
  const { real, fenced } = utilsOf(kind);
  const shape = shapeWith(kind, props);
  const near = (util: Util) => util.getGeometry(shape).nearestPoint(new Vec(5, 5));
  expect(() => near(real)).toThrow();
  expect(near(fenced).toJson()).toMatchObject({ x: 1, y: 1 });
  expect(fenced.getGeometry(shape).bounds).toMatchObject({ w: 1, h: 1 });
  expect(() => fenced.getHandles?.(shape)).not.toThrow();
});

it.each(['line', 'draw', 'highlight'])('%s that can be drawn is measured as tldraw does', (kind) => {
  const { real, fenced } = utilsOf(kind);
  const shape = shapeWith(kind, {});
  const { x, y, w, h } = real.getGeometry(shape).bounds;
  expect(fenced.getGeometry(shape).bounds).toMatchObject({ x, y, w, h });
  expect(fenced.getHandles?.(shape)).toEqual(real.getHandles?.(shape));
});
