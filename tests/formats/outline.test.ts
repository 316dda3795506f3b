import { describe, expect, it } from 'vitest';
import { removeField } from '#board/field';
import { type LinkId, regionIdOf } from '#board/ids';
import { addLink } from '#board/link';
import { addNote } from '#board/note';
import { readBoard } from '#board/reading/read-board';
import { outlineOf } from '#formats/outline';
import { outlineReply } from '#protocol/http-api';
import { ALT_1, GENERAL, noteId, RISK, seededDoc } from '../board/helpers.ts';

describe('an outline', () => {
  it('is plain data in one language, in reading order, with links', () => {
    const doc = seededDoc();
    addNote(doc, { id: noteId('a'), text: 'En', regionId: GENERAL, author: 'Kari', createdAt: 0 });
    addNote(doc, { id: noteId('b'), text: 'Løs', regionId: null, author: '', createdAt: 8.64e15 * 2 });
    addLink(doc, { id: 'l' as LinkId, type: 'reduces', from: noteId('a'), to: noteId('b') });
    addLink(doc, { id: 'broken' as LinkId, type: 'reduces', from: noteId('a'), to: noteId('gone') });
    const outline = outlineOf(readBoard(doc), 'board-id', 'en');
    expect(JSON.parse(JSON.stringify(outline))).toEqual(outline);
    expect(outline.board).toEqual({ id: 'board-id', title: 'Prøve', templates: ['tiny'], language: 'en' });
    expect(outline.sections.map(({ items }) => items)).toEqual([[], [ALT_1], ['alt-2']]);
    const general = outline.sections[0]?.regions[0];
    expect(general).toMatchObject({ key: 'general', title: 'Generelt (en)' });
    expect(general?.notes[1]).toMatchObject({
      id: 'a',
      text: 'En',
      author: 'Kari',
      createdAt: '1970-01-01T00:00:00.000Z',
      links: ['l'],
    });
    expect(outline.links).toEqual([{ id: 'l', type: 'reduces', from: 'a', to: 'b' }]);
    expect(outline.loose.map(({ text }) => text)).toEqual(['Løs']);
  });

  it('matches the schema of the API, with no other keys', () => {
    const outline = outlineOf(readBoard(seededDoc()), 'board-id', 'nb');
    expect(outlineReply.parse(outline)).toEqual(outline);
  });

  it('defines each property once, by its template and key, in the language asked for', () => {
    const { definitions } = outlineOf(readBoard(seededDoc()), 'board-id', 'en');
    expect(definitions.properties).toEqual({ 'tiny.seats': { label: 'Plasser (en)', type: 'number' } });
  });

  it('has the item and the field that a loose note came from', () => {
    const doc = seededDoc();
    addNote(doc, { id: noteId('n'), text: '', regionId: regionIdOf(RISK, ALT_1), author: '', createdAt: 0 });
    removeField(doc, RISK);
    const [loose] = outlineOf(readBoard(doc), 'board-id', 'nb').loose;
    expect(loose?.origin).toEqual({ field: { id: RISK, title: 'Risiko' }, item: { id: ALT_1, title: 'Ett' } });
  });
});
