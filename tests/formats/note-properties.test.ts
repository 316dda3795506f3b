import { describe, expect, it } from 'vitest';
import { addField } from '#board/field';
import type { FieldId } from '#board/ids';
import type { Note } from '#board/note';
import type { PropertyDefinition } from '#board/property';
import { readBoard } from '#board/reading/read-board';
import { toMarkdown } from '#formats/markdown';
import { propertyDefinitions, propertyKeys, propertyTitle, propertyValue } from '#formats/note-properties';
import { boardDoc, EXPORTED_AT, write } from './board-fixture.ts';

const label = (text: string) => ({ nb: text, nn: `${text} (nn)`, en: `${text} (en)` });
const STATUS: PropertyDefinition = {
  key: 'x.status',
  label: label('Status'),
  type: 'choice',
  options: [
    { key: 'plan', label: label('Planlagt') },
    { key: 'done', label: label('Ferdig') },
  ],
};

const noteWith = (properties: Note['properties']) => ({ properties }) as Note;

describe('a value of a property', () => {
  it('is a choice by its label, in the language asked for', () => {
    expect(propertyValue(noteWith({ 'x.status': 'done' }), 'x.status', STATUS, 'nb')).toBe('Ferdig');
    expect(propertyValue(noteWith({ 'x.status': 'plan' }), 'x.status', STATUS, 'en')).toBe('Planlagt (en)');
  });

  it('is as it was written, where it is no choice that is known', () => {
    expect(propertyValue(noteWith({ 'x.status': 'unknown' }), 'x.status', STATUS, 'nb')).toBe('unknown');
    expect(propertyValue(noteWith({ n: 0 }), 'n', undefined, 'nb')).toBe(0);
    expect(propertyValue(noteWith({ n: 14 }), 'n', { key: 'n', label: 'N', type: 'number' }, 'nb')).toBe(14);
  });

  it('is null where the note has none, or an empty one', () => {
    expect(propertyValue(noteWith({}), 'x.status', STATUS, 'nb')).toBeNull();
    expect(propertyValue(noteWith({ 'x.status': '' }), 'x.status', STATUS, 'nb')).toBeNull();
    expect(propertyValue(noteWith({}), 'toString', undefined, 'nb')).toBeNull();
  });
});

describe('properties', () => {
  it('are titled by their label, or by their key where nobody defines them', () => {
    expect(propertyTitle('x.status', STATUS, 'nn')).toBe('Status (nn)');
    expect(propertyTitle('x.other', undefined, 'nn')).toBe('x.other');
  });

  it('are those asked for first, then each that a note brought, once', () => {
    const notes = [noteWith({ b: 1, 'x.status': 'done' }), noteWith({ a: 1, b: 2 })];
    expect(propertyKeys([STATUS], notes)).toEqual(['x.status', 'b', 'a']);
  });

  it('are defined by the first field that names them, those of removed fields last', () => {
    const doc = boardDoc(['robuste-fagmiljo']);
    const define = (id: string, row: number, title: string) =>
      addField(doc, {
        id: id as FieldId,
        section: readBoard(doc).sections[0]?.storedId ?? ('' as never),
        key: id,
        title: id,
        column: 0,
        row,
        order: 'a0',
        properties: [{ ...STATUS, label: label(title) }],
      });
    define('second', 91, 'Annen');
    define('first', 90, 'Første');
    expect(propertyTitle('x.status', propertyDefinitions(readBoard(doc)).get('x.status'), 'nb')).toBe('Første');
  });
});

describe('an export as Markdown', () => {
  it('says a choice by its label', () => {
    const doc = boardDoc(['robuste-fagmiljo']);
    write(doc, 'n', 'robuste-fagmiljo-paafyll', 'Et kurs', {
      properties: { 'robuste-fagmiljo.teltSom': 'paameldte' },
    });
    const said = (language: 'nb' | 'en') =>
      toMarkdown(readBoard(doc), { language, boardId: 'b', exportedAt: EXPORTED_AT });
    expect(said('nb')).toContain('  - Telt som: Påmeldte');
    expect(said('en')).toContain('  - Counted as: Registered');
  });
});
