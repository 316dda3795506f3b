import { describe, expect, it } from 'vitest';
import { MEASURE } from '#board/layout/measure';
import { bottom, field, MadeBoard, right, template } from './made-board.ts';

const { unit, regionGap, sectionGap, blockGap, rowHeading, columnHeading, sectionHeading, regionLeast } = MEASURE;

const ROWS = [field('risk', 0, 0), field('measure', 0, 1)];

describe('a matrix', () => {
  it('has a column for each alternative, side by side behind the headings of its rows', () => {
    const made = new MadeBoard([template('x', { m: ROWS }, true)], 3);
    const [first, second, third] = ['a1', 'a2', 'a3'].map((id) => made.region(`${id}-x-risk`));
    expect(first).toEqual({
      x: rowHeading + regionGap,
      y: columnHeading + regionGap,
      w: 2 * unit - regionGap,
      h: regionLeast,
    });
    expect(second).toEqual({ ...first, x: right(first as never) + regionGap });
    expect(third).toEqual({ ...second, x: right(second as never) + regionGap });
  });

  it('has its rows under each other, each as tall as the fullest region of it', () => {
    const made = new MadeBoard([template('x', { m: ROWS }, true)], 2, { 'a2-x-risk': [400], 'a1-x-measure': [60] });
    const risk = made.region('a1-x-risk');
    expect(risk.h).toBeGreaterThan(400);
    expect(made.region('a2-x-risk')).toMatchObject({ y: risk.y, h: risk.h });
    expect(made.region('a1-x-measure')).toMatchObject({ x: risk.x, y: bottom(risk) + regionGap, h: regionLeast });
  });

  it('has a heading over each column, as wide as its regions, that stands for the whole column', () => {
    const made = new MadeBoard(
      [template('x', { m: [field('risk', 0, 0), field('cost', 2, 0), field('why', 0, 1)] }, true)],
      2,
    );
    const { columns } = made.layout;
    expect(columns.map(({ section }) => section.itemId)).toEqual(['a1', 'a2']);
    for (const { section, box, span, region } of columns) {
      expect(region).toBeNull();
      expect(box).toMatchObject({ x: made.region(`${section.itemId}-x-risk`).x, y: 0, h: columnHeading });
      expect(right(box)).toBe(right(made.region(`${section.itemId}-x-cost`)));
      expect(span).toEqual({ ...box, h: bottom(made.region('a1-x-why')) });
    }
  });

  it('has a heading before each row, as tall as its regions, that stands for the whole row', () => {
    const made = new MadeBoard([template('x', { m: ROWS }, true)], 2, { 'a1-x-measure': [500] });
    const { rows } = made.layout;
    expect(rows.map(({ region }) => region?.fieldId)).toEqual(['x-risk', 'x-measure']);
    for (const { region, box, span } of rows) {
      const last = made.region(`a2-${region?.fieldId}`);
      expect(box).toEqual({ x: 0, y: last.y, w: rowHeading, h: last.h });
      expect(span).toEqual({ ...box, w: right(last) });
    }
  });

  it('keeps its rows in order and its columns when the first alternative lacks some fields, or all', () => {
    const [risk, measure] = [field('risk', 0, 0, { notForNull: true }), field('measure', 0, 1)];
    const some = new MadeBoard([template('x', { m: [risk, measure] }, true)], 2, {}, null, 'null');
    expect(some.layout.rows.map(({ region }) => region?.fieldId)).toEqual(['x-risk', 'x-measure']);
    expect(some.region('a1-x-measure').y).toBe(bottom(some.region('a2-x-risk')) + regionGap);
    const none = new MadeBoard([template('x', { m: [risk] }, true)], 2, {}, null, 'null');
    expect(none.region('a2-x-risk').x).toBe(rowHeading + regionGap + 2 * unit);
    expect(none.layout.columns).toHaveLength(2);
  });

  it('has no heading of a section of its own', () => {
    expect(new MadeBoard([template('x', { m: ROWS }, true)], 1).layout.sections).toEqual([]);
  });

  it('stands in the order of its rows, whatever numbers they have and however the fields came', () => {
    const made = new MadeBoard([template('x', { m: [field('late', 0, 10), field('first', 0, 2)] }, true)], 1);
    const first = made.region('a1-x-first');
    expect(first.y).toBe(columnHeading + regionGap);
    expect(made.region('a1-x-late').y).toBe(bottom(first) + regionGap);
  });
});

describe('a section on its own', () => {
  it('begins with its heading, which stands for all of it', () => {
    const made = new MadeBoard([template('x', { s: [field('a', 0, 0), field('b', 2, 0), field('c', 0, 1)] })]);
    const [heading, ...more] = made.layout.sections;
    expect(more).toEqual([]);
    const whole = { x: 0, y: 0, w: right(made.region('x-b')), h: bottom(made.region('x-c')) };
    expect(heading).toMatchObject({ region: null, box: { ...whole, h: sectionHeading }, span: whole });
    expect(made.region('x-a')).toEqual({ x: 0, y: sectionHeading, w: 2 * unit - regionGap, h: regionLeast });
    expect(made.region('x-b').x).toBe(right(made.region('x-a')) + regionGap);
    expect(made.layout.rows).toEqual([]);
    expect(made.layout.columns).toEqual([]);
  });

  it('gives a field over several rows the room of them all', () => {
    const fields = [field('tall', 0, 0, { height: 2 }), field('up', 2, 0), field('down', 2, 1)];
    const made = new MadeBoard([template('x', { s: fields })]);
    expect(made.region('x-tall').y).toBe(made.region('x-up').y);
    expect(bottom(made.region('x-tall'))).toBe(bottom(made.region('x-down')));
    expect(made.region('x-tall').h).toBe(2 * regionLeast + regionGap);
  });

  it('lets the last row grow when a field over several rows needs more, and only by what is missing', () => {
    const fields = [field('tall', 0, 0, { height: 2 }), field('up', 2, 0), field('down', 2, 1)];
    const fits = new MadeBoard([template('x', { s: fields })], 0, { 'x-tall': [200] });
    expect(fits.region('x-tall').h).toBe(2 * regionLeast + regionGap);
    const alone = new MadeBoard([template('x', { s: [field('tall', 0, 0)] })], 0, { 'x-tall': [900] });
    const grown = new MadeBoard([template('x', { s: fields })], 0, { 'x-tall': [900] });
    expect(grown.region('x-up').h).toBe(regionLeast);
    expect(grown.region('x-tall').h).toBe(alone.region('x-tall').h);
    expect(bottom(grown.region('x-down'))).toBe(bottom(grown.region('x-tall')));
  });

  it('ends a field that reaches over rows nobody uses with the row it begins in', () => {
    const made = new MadeBoard([template('x', { s: [field('a', 0, 0, { height: 3 }), field('b', 2, 0)] })]);
    expect(made.region('x-a').h).toBe(made.region('x-b').h);
  });
});

describe('sections and templates', () => {
  it('lie under each other within a template, with the same left edge', () => {
    const made = new MadeBoard([
      template('x', { s: [field('a', 0, 0)], t: [field('b', 0, 0)], u: [field('c', 0, 0)] }),
    ]);
    const [first, second, third] = made.layout.sections.map(({ span }) => span);
    expect(second).toMatchObject({ x: 0, y: bottom(first as never) + sectionGap });
    expect(third).toMatchObject({ x: 0, y: bottom(second as never) + sectionGap });
  });

  it('lie beside each other as templates, behind the widest section of the one before', () => {
    const wide = template('x', {
      s: [field('a', 0, 0)],
      t: [field('b', 0, 0), field('c', 2, 0)],
      u: [field('d', 0, 0)],
    });
    const made = new MadeBoard([wide, template('y', { s: [field('e', 0, 0)] })]);
    expect(made.region('y-e')).toMatchObject({ x: right(made.region('x-c')) + blockGap, y: sectionHeading });
    expect(made.layout.sections.at(-1)?.box.x).toBe(made.region('y-e').x);
  });

  it('lie beside each other as matrices, each with its own headings', () => {
    const made = new MadeBoard([template('x', { m: ROWS }, true), template('y', { m: ROWS }, true)], 2);
    const x = right(made.region('a2-x-risk')) + blockGap;
    expect(made.layout.rows.map(({ box, span }) => [box.x, right(span)])).toEqual([
      ...[1, 2].map(() => [0, right(made.region('a2-x-risk'))]),
      ...[1, 2].map(() => [x, right(made.region('a2-y-risk'))]),
    ]);
    expect(made.region('a1-y-risk').x).toBe(x + rowHeading + regionGap);
  });

  it('leave no gap for a section without regions', () => {
    const made = new MadeBoard([template('x', { none: [], s: [field('a', 0, 0)] })]);
    expect(made.region('x-a').y).toBe(sectionHeading);
    expect(made.layout.sections).toHaveLength(1);
  });

  it('leave a matrix out while there is no alternative', () => {
    const made = new MadeBoard([template('x', { m: ROWS }, true), template('y', { s: [field('a', 0, 0)] })]);
    expect(made.layout.rows).toEqual([]);
    expect(made.layout.columns).toEqual([]);
    expect(made.region('y-a').y).toBe(sectionHeading);
  });
});
