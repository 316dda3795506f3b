import { type Geometry2d, Rectangle2d, type TLAnyShapeUtilConstructor, type TLShape } from '@tldraw/tldraw';

type Method = (this: unknown, shape: TLShape, ...rest: unknown[]) => unknown;

/** What tldraw asks of a shape outside React's error boundaries, and what it gets for a shape that throws. */
const INSTEAD: Readonly<Record<string, () => unknown>> = {
  getGeometry: () => new Rectangle2d({ width: 1, height: 1, isFilled: false }),
  getHandles: () => [],
  getText: () => undefined,
  getFontFaces: () => [],
  getAriaDescriptor: () => undefined,
  toSvg: () => null,
  toBackgroundSvg: () => null,
};

/**
 * tldraw's shapes, so that one which cannot be measured or drawn does not take the canvas or the picture: what throws
 * is replaced by something empty. What React draws of a shape has tldraw's own boundary.
 */
export function fencedShapes(utils: readonly TLAnyShapeUtilConstructor[]): TLAnyShapeUtilConstructor[] {
  return utils.map((Util) => {
    const Fenced = class extends (Util as unknown as new () => object) {} as unknown as typeof Util;
    const [methods, own] = [Fenced.prototype, Util.prototype] as unknown as Record<string, Method>[];
    if (methods === undefined || own === undefined) return Util;
    for (const [name, instead] of Object.entries(INSTEAD)) {
      const method = own[name];
      if (method !== undefined) methods[name] = fence(name, method, instead);
    }
    return Fenced;
  });
}

function fence(name: string, method: Method, instead: () => unknown): Method {
  return function (this: unknown, shape, ...rest) {
    const failed = (error: unknown) => {
      console.warn('A drawing on this board cannot be shown:', shape.id, name, error);
      return instead();
    };
    try {
      const result = method.call(this, shape, ...rest);
      if (name === 'getGeometry') measure(result as Geometry2d);
      return result instanceof Promise ? result.catch(failed) : result;
    } catch (error) {
      return failed(error);
    }
  };
}

/** Geometries are computed when they are first used. That must happen here, where an error is caught. */
function measure(geometry: Geometry2d): void {
  const { x, y, w, h } = geometry.bounds;
  // Without a point there is none near the pointer, and looking for it throws.
  if (geometry.vertices.length === 0 || ![x, y, w, h].every(Number.isFinite)) throw new Error('no points');
}
