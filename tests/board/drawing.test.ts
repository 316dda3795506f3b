import { describe, expect, it } from 'vitest';
import { putDrawing, removeDrawing } from '#board/drawing';
import { readBoard } from '#board/reading/read-board';
import { propertiesOf } from '#board/records';
import { cloneOf, seededDoc, sync, written } from './helpers.ts';

const ID = 'shape:1';
const RECORD = {
  id: ID,
  typeName: 'shape',
  type: 'geo',
  x: 10,
  y: 20,
  rotation: 0,
  parentId: 'page:page',
  props: { color: 'red', url: null, points: [{ x: 1, y: 2 }] },
  meta: {},
};

describe('a drawing', () => {
  it('is read back as it was stored, null properties included', () => {
    const doc = seededDoc();
    putDrawing(doc, ID, RECORD);
    expect(readBoard(doc).drawings.get(ID)).toEqual(RECORD);
    putDrawing(doc, ID, { ...RECORD, props: { ...RECORD.props, color: null, url: 'u' } });
    putDrawing(doc, ID, { ...RECORD, props: { ...RECORD.props, color: null } });
    expect(readBoard(doc).drawings.get(ID)).toEqual({ ...RECORD, props: { ...RECORD.props, color: null } });
  });

  it('is read with its empty groups, although nothing is stored for them', () => {
    for (const typeName of ['shape', 'binding', 'asset']) {
      const doc = seededDoc();
      const record = { typeName, type: 'arrow', props: {}, meta: {} };
      putDrawing(doc, 'drawing:1', record);
      expect(readBoard(doc).drawings.get('drawing:1')).toEqual({ id: 'drawing:1', ...record });
    }
  });

  it('keeps both changes when two members change it at once', () => {
    const doc = seededDoc();
    putDrawing(doc, ID, RECORD);
    const other = cloneOf(doc);
    putDrawing(doc, ID, { ...RECORD, x: 99, y: 98 });
    putDrawing(other, ID, { ...RECORD, props: { ...RECORD.props, color: 'blue' } });
    sync(doc, other);
    const both = { ...RECORD, x: 99, y: 98, props: { ...RECORD.props, color: 'blue' } };
    expect(readBoard(doc).drawings.get(ID)).toEqual(both);
    expect(readBoard(other).drawings.get(ID)).toEqual(both);
  });

  it('writes only what differs, whatever the order of keys', () => {
    const doc = seededDoc();
    putDrawing(doc, ID, RECORD);
    const before = written(doc);
    putDrawing(doc, ID, { ...RECORD, props: { points: [{ y: 2, x: 1 }], url: null, color: 'red' } });
    expect(written(doc)).toBe(before);
    putDrawing(doc, ID, { ...RECORD, x: 11 });
    expect(written(doc)).toBe(before + 1);
  });

  it('loses the properties that a new record lacks, and is deleted once', () => {
    const doc = seededDoc();
    putDrawing(doc, ID, RECORD);
    const { rotation: _rotation, ...rest } = RECORD;
    putDrawing(doc, ID, rest);
    expect(readBoard(doc).drawings.get(ID)).toEqual(rest);
    removeDrawing(doc, ID);
    removeDrawing(doc, ID);
    expect(readBoard(doc).drawings.size).toBe(0);
  });

  it('keeps its own id and its prototype, whatever a peer wrote', () => {
    const doc = seededDoc();
    putDrawing(doc, ID, RECORD);
    const map = propertiesOf(doc, 'drawings', ID);
    map?.set('id', 'shape:other');
    map?.set('__proto__', { polluted: true });
    map?.set('props.__proto__', { polluted: true });
    const read = readBoard(doc).drawings.get(ID) as Record<string, unknown>;
    expect(read.id).toBe(ID);
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect((read as { polluted?: unknown }).polluted).toBe(undefined);
    expect((read.props as { polluted?: unknown }).polluted).toBe(undefined);
  });
});
