import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { root } from '#board/board-doc';
import type { LinkId } from '#board/ids';
import { fillLabel, labelIn, readLabel } from '#board/label';
import { addLink } from '#board/link';
import { addNote } from '#board/note';
import { outlineOf } from '#board/outline';
import { readBoard } from '#board/reading/read-board';
import { migrateBoard, SCHEMA_VERSION, schemaStateOf } from '#board/schema/schema-version';
import { ALT_1, GENERAL, noteId, seededDoc } from './helpers.ts';

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
    expect(courses?.fields).toMatchObject([{ key: 'seats', type: 'number' }]);
  });

  it('reads the same from the update that is entry 1 of its log', () => {
    const doc = seededDoc();
    const copy = new Y.Doc();
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
    expect(readBoard(copy)).toEqual(readBoard(doc));
  });
});

describe('a label', () => {
  const words = { nb: 'én {n}', nn: 'ein {n}', en: 'one {n}' };

  it('reads in every language, and what a person typed reads the same in all', () => {
    expect(labelIn(words, 'nn')).toBe('ein {n}');
    expect(labelIn('Mitt', 'en')).toBe('Mitt');
    expect(readLabel({ nn: 'berre' })).toEqual({ nb: 'berre', nn: 'berre', en: 'berre' });
    for (const value of [null, 3, [], {}, { nb: 4 }, undefined]) expect(readLabel(value)).toBe(null);
  });

  it('is filled in every language; unknown names stay', () => {
    expect(fillLabel(words, { n: '2' })).toEqual({ nb: 'én 2', nn: 'ein 2', en: 'one 2' });
    expect(fillLabel('{constructor} {__proto__} {title}', { title: '$& {n}' })).toBe(
      '{constructor} {__proto__} $& {n}',
    );
  });
});

describe('an outline', () => {
  it('is plain data in one language, in reading order, with links', () => {
    const doc = seededDoc();
    addNote(doc, { id: noteId('a'), text: 'En', regionId: GENERAL, author: 'Kari', createdAt: 0 });
    addNote(doc, { id: noteId('b'), text: 'Løs', regionId: null, author: '', createdAt: 8.64e15 * 2 });
    addLink(doc, { id: 'l' as LinkId, type: 'reduces', from: noteId('a'), to: noteId('b') });
    addLink(doc, { id: 'broken' as LinkId, type: 'reduces', from: noteId('a'), to: noteId('gone') });
    const outline = outlineOf(readBoard(doc), 'board-id', 'en');
    expect(JSON.parse(JSON.stringify(outline))).toEqual(outline);
    expect(outline.board).toEqual({ id: 'board-id', title: 'Prøve', template: 'tiny', language: 'en' });
    expect(outline.sections.map(({ alternativeId }) => alternativeId)).toEqual([undefined, ALT_1, 'alt-2']);
    const general = outline.sections[0]?.regions[0];
    expect(general).toMatchObject({ key: 'general', title: 'Generelt (en)' });
    expect(general?.notes[1]).toMatchObject({
      id: 'a',
      text: 'En',
      author: 'Kari',
      createdAt: '1970-01-01T00:00:00.000Z',
      links: [{ type: 'reduces', noteId: 'b' }],
    });
    expect(outline.loose.map(({ text }) => text)).toEqual(['Løs']);
  });
});

describe('migrations', () => {
  const steps = [2, 3].map((to) => ({
    to,
    title: `step ${to}`,
    migrate: (doc: Y.Doc) => void root(doc, 'meta').set('title', `${String(root(doc, 'meta').get('title'))} ${to}`),
  }));

  it('are taken in order from the stored version, once', () => {
    const doc = seededDoc();
    root(doc, 'meta').set('schemaVersion', 1);
    expect(migrateBoard(doc, steps)).toBe(true);
    expect(readBoard(doc).meta).toMatchObject({ schemaVersion: 3, title: 'Prøve 2 3' });
    expect(migrateBoard(doc, steps)).toBe(false);
    expect(schemaStateOf(doc)).toBe('newer');
  });

  it('start after the version that a board has, and leave an empty one alone', () => {
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
