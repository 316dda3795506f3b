import type { Editor } from '@tldraw/tldraw';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Box } from '#board/layout/measure';
import { openAtLastView } from '../../../client/canvas/last-view.ts';
import { zoomBack, zoomTo, zoomToWhole } from '../../../client/canvas/zoom.ts';

const SCREEN = { w: 1200, h: 800 };
let isReduced = false;

beforeEach(() => {
  isReduced = false;
  vi.stubGlobal('window', { matchMedia: () => ({ matches: isReduced }) });
});
afterEach(() => void vi.unstubAllGlobals());

/** An editor of which only the camera is there. */
function editorAt(x = 1, y = 2, z = 3) {
  let camera = { x, y, z };
  const setCamera = vi.fn((next: typeof camera, _options: object) => {
    camera = next;
  });
  const zoomToBounds = vi.fn((_bounds: Box, _options: object) => setCamera({ x: 9, y: 9, z: 9 }, {}));
  const editor = { getCamera: () => camera, getViewportScreenBounds: () => SCREEN, setCamera, zoomToBounds };
  return { editor: editor as unknown as Editor, setCamera, zoomToBounds, camera: () => camera };
}

/** Where a box of the page lies on the screen. */
function onScreen(box: Box, { x, y, z }: { x: number; y: number; z: number }) {
  const [left, top] = [(box.x + x) * z, (box.y + y) * z];
  return { left, top, right: left + box.w * z, bottom: top + box.h * z };
}

describe('the whole board', () => {
  it.each([
    ['wide', { x: -500, y: 300, w: 9000, h: 700 }],
    ['tall', { x: 40, y: -80, w: 600, h: 7000 }],
    ['small', { x: 10, y: 20, w: 300, h: 200 }],
  ])('lies in the middle of what the interface leaves free, when it is %s', (_what, box) => {
    const { editor, camera } = editorAt();
    zoomToWhole(editor, box);
    const { left, top, right, bottom } = onScreen(box, camera());
    expect(left).toBeGreaterThanOrEqual(128 - 1e-6);
    expect(top).toBeGreaterThanOrEqual(40 - 1e-6);
    expect(bottom).toBeLessThanOrEqual(SCREEN.h - 88 + 1e-6);
    expect(left).toBeCloseTo(SCREEN.w - right, 6);
    expect(top - 40).toBeCloseTo(SCREEN.h - 88 - bottom, 6);
  });

  it('fills the room in one direction, but is never shown larger than it is', () => {
    const { editor, camera } = editorAt();
    zoomToWhole(editor, { x: 0, y: 0, w: 9000, h: 100 });
    expect(onScreen({ x: 0, y: 0, w: 9000, h: 100 }, camera()).left).toBeCloseTo(128, 6);
    zoomToWhole(editor, { x: 0, y: 0, w: 100, h: 9000 });
    expect(onScreen({ x: 0, y: 0, w: 100, h: 9000 }, camera()).top).toBeCloseTo(40, 6);
    zoomToWhole(editor, { x: 0, y: 0, w: 100, h: 100 });
    expect(camera().z).toBe(1);
    zoomToWhole(editor, { x: 0, y: 0, w: 1e9, h: 100 });
    expect(camera().z).toBe(0.03);
  });

  it('moves the view, or jumps where motion is not wanted', () => {
    const { editor, setCamera } = editorAt();
    const box = { x: 0, y: 0, w: 100, h: 100 };
    zoomToWhole(editor, box);
    zoomToWhole(editor, box, true);
    isReduced = true;
    zoomToWhole(editor, box);
    expect(setCamera.mock.calls.map(([, options]) => Object.keys(options))).toEqual([
      ['animation'],
      ['immediate'],
      ['immediate'],
    ]);
    for (const [, options] of setCamera.mock.calls.slice(1)) expect(options).toEqual({ immediate: true });
  });
});

describe('zooming in on a box', () => {
  it('fits it within a margin, between a twentieth and its own size', () => {
    const { editor, zoomToBounds } = editorAt();
    const zoomOf = (w: number, h: number) => {
      zoomTo(editor, { x: 5, y: 6, w, h });
      const [bounds, options] = zoomToBounds.mock.lastCall ?? [];
      expect(bounds).toMatchObject({ x: 5, y: 6, w, h });
      return (options as { targetZoom: number }).targetZoom;
    };
    expect(zoomOf(2 * (SCREEN.w - 192), 10)).toBe(0.5);
    expect(zoomOf(10, 4 * (SCREEN.h - 192))).toBe(0.25);
    expect(zoomOf(10, 10)).toBe(1);
    expect(zoomOf(1e6, 10)).toBe(0.05);
  });

  it('is taken back step by step, and no further', () => {
    const { editor, camera, setCamera } = editorAt(1, 2, 3);
    const box = { x: 0, y: 0, w: 10, h: 10 };
    zoomTo(editor, box);
    const between = camera();
    zoomTo(editor, box);
    zoomBack(editor);
    expect(camera()).toEqual(between);
    zoomBack(editor);
    expect(camera()).toEqual({ x: 1, y: 2, z: 3 });
    const before = setCamera.mock.calls.length;
    zoomBack(editor);
    zoomBack(editorAt().editor);
    expect(setCamera).toHaveBeenCalledTimes(before);
  });
});

describe('a board that is opened', () => {
  const stored = new Map<string, string>();
  const box = { x: 0, y: 0, w: 100, h: 100 };
  beforeEach(() => {
    vi.useFakeTimers();
    stored.clear();
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => stored.set(key, value),
    });
  });
  afterEach(() => void vi.useRealTimers());

  it('shows what this browser showed of it last', () => {
    const first = editorAt(4, 5, 6);
    const close = openAtLastView(first.editor, 'one', () => box);
    first.setCamera({ x: 7, y: 8, z: 0.5 }, {});
    vi.advanceTimersByTime(2000);
    close();
    first.setCamera({ x: 0, y: 0, z: 1 }, {});
    vi.advanceTimersByTime(5000);
    const again = editorAt();
    openAtLastView(again.editor, 'one', () => box)();
    expect(again.setCamera.mock.calls).toEqual([[{ x: 7, y: 8, z: 0.5 }, { immediate: true }]]);
  });

  it.each([undefined, '[1,2]', '[1,2,"3"]', '{"x":1}', 'null', 'no json', '[null,1,2]'])(
    'shows the whole of it where %s is stored',
    (value) => {
      vi.spyOn(console, 'warn').mockReturnValue();
      if (value !== undefined) stored.set('veivalg.view.one', value);
      const { editor, camera, setCamera } = editorAt();
      openAtLastView(editor, 'one', () => box)();
      expect(camera().z).toBe(1);
      expect(onScreen(box, camera()).left).toBe((SCREEN.w - box.w) / 2);
      expect(setCamera.mock.lastCall?.[1]).toEqual({ immediate: true });
    },
  );

  it('keeps its view apart from other boards’', () => {
    stored.set('veivalg.view.other', '[7,8,9]');
    const { editor, camera } = editorAt();
    openAtLastView(editor, 'one', () => box)();
    expect(camera().z).toBe(1);
  });
});
