import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { fillLabel, labelIn, readLabel } from '#board/label';
import { readBoard } from '#board/reading/read-board';
import { root } from '#board/records';
import { migrateBoard, SCHEMA_VERSION, schemaStateOf } from '#board/schema/schema-version';
import { GENERAL, seededDoc } from './helpers.ts';

describe('a board made from a template', () => {
  it('has its sections, regions, alternatives and seeded notes', () => {
    const board = readBoard(seededDoc());
    expect(board.problems).toEqual([]);
    expect(board.meta).toEqual({
      schemaVersion: SCHEMA_VERSION,
      title: 'Prøve',
      language: 'nb',
      templates: ['tiny'],
      createdAt: 1,
    });
    expect(board.sections.map(({ id }) => id)).toEqual(['tiny-common', 'alt-1-tiny-each', 'alt-2-tiny-each']);
    expect(board.sections.map(({ title }) => labelIn(title, 'nn'))).toEqual([
      'Felles (nn)',
      'Alternativ 1: Ett (nn)',
      'Nullalternativ: Ingen (nn)',
    ]);
    expect(board.regions.get(GENERAL)?.notes.map(({ text }) => text)).toEqual(['Tydelig målgruppe']);
    const courses = [...board.regions.values()].find(({ key }) => key === 'courses');
    expect(courses?.properties).toMatchObject([{ key: 'tiny.seats', type: 'number' }]);
  });

  it('reads the same from its update, as from entry 1 of a log', () => {
    const doc = seededDoc();
    const copy = new Y.Doc();
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
    expect(readBoard(copy)).toEqual(readBoard(doc));
  });
});

describe('a label', () => {
  const words = { nb: 'én {n}', nn: 'ein {n}', en: 'one {n}' };

  it('has a text in every language; one that a person typed is the same in all', () => {
    expect(labelIn(words, 'nn')).toBe('ein {n}');
    expect(labelIn('Mitt', 'en')).toBe('Mitt');
    expect(readLabel({ nn: 'berre' })).toEqual({ nb: 'berre', nn: 'berre', en: 'berre' });
    for (const value of [null, 3, [], {}, { nb: 4 }, undefined]) expect(readLabel(value)).toBe(null);
  });

  it('is filled in in every language; unknown names stay', () => {
    expect(fillLabel(words, { n: '2' })).toEqual({ nb: 'én 2', nn: 'ein 2', en: 'one 2' });
    expect(fillLabel('{constructor} {__proto__} {title}', { title: '$& {n}' })).toBe(
      '{constructor} {__proto__} $& {n}',
    );
  });
});

describe('migrations', () => {
  const steps = [2, 3].map((to) => ({
    to,
    title: `step ${to}`,
    migrate: (doc: Y.Doc) => void root(doc, 'meta').set('title', `${String(root(doc, 'meta').get('title'))} ${to}`),
  }));

  it('run in order from the stored version, once', () => {
    const doc = seededDoc();
    root(doc, 'meta').set('schemaVersion', 1);
    expect(migrateBoard(doc, steps)).toBe(true);
    expect(readBoard(doc).meta).toMatchObject({ schemaVersion: 3, title: 'Prøve 2 3' });
    expect(migrateBoard(doc, steps)).toBe(false);
    expect(schemaStateOf(doc)).toBe('newer');
  });

  it('start after the version of the board, and do not change an empty document', () => {
    const doc = seededDoc();
    root(doc, 'meta').set('schemaVersion', 2);
    migrateBoard(doc, steps);
    expect(readBoard(doc).meta.title).toBe('Prøve 3');
    const empty = new Y.Doc();
    expect(schemaStateOf(empty)).toBe('empty');
    expect(migrateBoard(empty, steps)).toBe(false);
    expect(schemaStateOf(seededDoc())).toBe('current');
  });
});
