import { describe, expect, it } from 'vitest';
import { columnPlace, heldTopOf, isOffScreen, rowPlace, toScreen } from '../../../client/canvas/heading-places.ts';

const VIEW = { w: 1000, h: 600 };

describe('a box of the page', () => {
  it('lies on the screen by the camera’s place and zoom', () => {
    expect(toScreen({ x: 10, y: 20, w: 30, h: 40 }, { x: 5, y: -8, z: 2 })).toEqual({ x: 30, y: 24, w: 60, h: 80 });
  });

  it('is off the screen when no part of it is on it', () => {
    const box = { x: 0, y: 0, w: 100, h: 50 };
    for (const [x, y] of [
      [0, 0],
      [-100, 0],
      [1000, 0],
      [0, -50],
      [0, 600],
    ] as const)
      expect(isOffScreen({ ...box, x, y }, VIEW), `${x} ${y}`).toBe(false);
    for (const [x, y] of [
      [-101, 0],
      [1001, 0],
      [0, -51],
      [0, 601],
    ] as const)
      expect(isOffScreen({ ...box, x, y }, VIEW), `${x} ${y}`).toBe(true);
  });
});

describe('the heading of a row', () => {
  /** A row of the matrix: its heading is `w` wide, and the row goes on to 2000 behind it. */
  const row = (x: number, y: number, w = 180, h = 200) =>
    [
      { x, y, w, h },
      { x, y, w: w + 2000, h },
    ] as const;
  const place = (at: ReturnType<typeof row>, heldTop = 8) => rowPlace(...at, VIEW, heldTop);

  it('lies in its own place while that is on the screen', () => {
    expect(place(row(300, 100))).toEqual({ x: 300, y: 100, width: 180, maxHeight: 200, isHeld: false });
  });

  it('is as wide as can be read, and ends where the row’s regions begin', () => {
    expect(place(row(300, 100, 50))).toMatchObject({ x: 300 + 50 - 148, width: 148 });
    expect(place(row(300, 100, 400))).toMatchObject({ x: 300 + 400 - 208, width: 208 });
  });

  it('is held at the left edge when its place is beyond it', () => {
    expect(place(row(8, 100))).toMatchObject({ x: 8, isHeld: false });
    expect(place(row(7, 100))).toMatchObject({ x: 8, isHeld: true });
    expect(place(row(-900, 100))).toMatchObject({ x: 8, isHeld: true });
  });

  it('leaves the screen with the end of its row', () => {
    const [box, span] = row(-2100, 100);
    expect(place([box, span])).toMatchObject({ x: span.x + span.w - 180 });
    expect(place(row(40 - 2180, 100))).not.toBeNull();
    expect(place(row(39 - 2180, 100))).toBeNull();
    expect(place(row(1000, 100))).not.toBeNull();
    expect(place(row(1001, 100))).toBeNull();
  });

  it('is held at the top, below what is held there already, and leaves it with its row', () => {
    expect(place(row(300, -100))).toMatchObject({ y: 8, maxHeight: 92 });
    expect(place(row(300, -50), 84)).toMatchObject({ y: 84, maxHeight: 66 });
    expect(place(row(300, -190))).toMatchObject({ y: -10, maxHeight: 20 });
    expect(place(row(0, -190))).toMatchObject({ y: -18, maxHeight: 28 });
    expect(place(row(300, -200))).not.toBeNull();
    expect(place(row(300, -201))).toBeNull();
    expect(place(row(300, 600))).not.toBeNull();
    expect(place(row(300, 601))).toBeNull();
  });
});

describe('the heading of a column', () => {
  /** A column of the matrix: its heading is `h` tall, and the column goes on to 900 below it. */
  const column = (x: number, y: number, h = 50, w = 300) =>
    [
      { x, y, w, h },
      { x, y, w, h: h + 900 },
    ] as const;
  const place = (at: ReturnType<typeof column>) => columnPlace(...at, VIEW);

  it('lies in its own place while that is on the screen', () => {
    expect(place(column(30, 100))).toEqual({ x: 30, y: 100, width: 300, height: 50, isLow: false, isNarrow: false });
  });

  it('is between one and two lines tall, and ends where the column’s regions begin', () => {
    expect(place(column(30, 100, 10))).toMatchObject({ y: 84, height: 26 });
    expect(place(column(30, 100, 200))).toMatchObject({ y: 236, height: 64 });
  });

  it('says when it is low or narrow', () => {
    const room = (w: number, h: number) => {
      const { isLow, isNarrow } = place(column(30, 100, h, w)) ?? {};
      return [isLow, isNarrow];
    };
    expect([room(130, 44), room(129, 44), room(130, 43)]).toEqual([
      [false, false],
      [false, true],
      [true, false],
    ]);
  });

  it('is held at the top, and leaves it with the end of its column', () => {
    expect(place(column(30, 8))).toMatchObject({ y: 8 });
    expect(place(column(30, -500))).toMatchObject({ y: 8 });
    expect(place(column(30, 60 - 950))).toMatchObject({ y: 8 });
    expect(columnPlace({ x: 0, y: -900, w: 300, h: 64 }, { x: 0, y: -900, w: 300, h: 965 }, VIEW)).toMatchObject({
      y: 1,
    });
    expect(place(column(30, 59 - 950))).toBeNull();
    expect(place(column(30, 600))).not.toBeNull();
    expect(place(column(30, 601))).toBeNull();
  });

  it('is there while any part of its column is', () => {
    expect([-300, -301, 1000, 1001].map((x) => place(column(x, 100)) !== null)).toEqual([true, false, true, false]);
  });

  it('when it is held keeps the rows’ headings below it', () => {
    const at = (y: number) => ({ x: 0, y, w: 10, h: 50 });
    expect(heldTopOf([at(100), at(22)])).toBe(8);
    expect(heldTopOf([at(100), at(21)])).toBe(84);
    expect(heldTopOf([])).toBe(8);
  });
});
