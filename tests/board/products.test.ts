/** What a small document can make large: items × fields, titles × places to fill in, texts × regions, notes × fields. */
import { describe, expect, it } from 'vitest';
import type * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import { addField } from '#board/field';
import type { FieldId, ItemId, SectionId } from '#board/ids';
import { addItem } from '#board/item';
import { BoardReader } from '#board/reading/board-reader';
import { REGIONS_PER_BOARD } from '#board/reading/empty-sections';
import { readBoard } from '#board/reading/read-board';
import { putProperties } from '#board/records';
import { outlineOf } from '#formats/outline';

describe('a board whose products are large', () => {
  it('shows at most so many regions, and reports the section that it cuts', () => {
    const doc = matrix(1_500, 1_500);
    const board = readBoard(doc);
    expect(board.sections.map(({ regions }) => regions.length)).toEqual([1_500, 1_500, 1_500]);
    expect(board.problems).toEqual([{ root: 'sections', id: 's', what: 'too-many-regions' }]);
    expect([board.items.length, board.fields.length]).toEqual([1_500, 1_500]);
    expect(JSON.stringify(outlineOf(board, 'b', 'nb')).length).toBeLessThan(3_000_000);
  });

  it('shows whole what is below the bound: 50 items with 90 fields', () => {
    const board = readBoard(matrix(50, 90));
    expect([board.regions.size, board.problems]).toEqual([4_500, []]);
  });

  it('shows at most so many sections without a field', () => {
    const doc = matrix(1_500, 0);
    for (let i = 0; i < 1_500; i++) putProperties(doc, 'sections', `t${i}`, { title: '{title}', per: 'alternativ' });
    const { sections, problems } = readBoard(doc);
    expect(sections.length).toBeLessThanOrEqual(REGIONS_PER_BOARD);
    expect(problems.length).toBe(1_501 - 3);
  });

  it('repeats a long text only in as many regions as it has room for', () => {
    const doc = matrix(1_500, 1, { title: 'T'.repeat(250_000), help: 'H'.repeat(250_000) });
    const board = readBoard(doc);
    expect(board.regions.size).toBeGreaterThan(100);
    expect(JSON.stringify(outlineOf(board, 'b', 'nb')).length).toBeLessThan(8_000_000);
  });

  it('reads a title that asks for its item’s title ten thousand times', () => {
    const doc = matrix(0, 1);
    putProperties(doc, 'sections', 's', { title: '{title}'.repeat(30_000), per: 'alternativ' });
    addItem(doc, { id: 'i' as ItemId, dimension: 'alternativ', title: 'L'.repeat(250_000) });
    const [section] = readBoard(doc).sections;
    expect(JSON.stringify(section?.title).length).toBeLessThan(10_000);
  });

  it('names the origin of thousands of loose notes among thousands of fields', () => {
    const doc = matrix(1, 3_000, { title: 'T'.repeat(2_000), removed: true });
    doc.transact(() => {
      for (let i = 0; i < 5_000; i++) {
        putProperties(doc, 'notes', `n${i}`, { place: { region: `i0-f${i % 3_000}`, order: 'a0' }, createdAt: 1 });
      }
    });
    const board = readBoard(doc);
    const began = performance.now();
    const { loose } = outlineOf(board, 'b', 'nb');
    // With a search through all fields for each note this took seconds.
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(loose.every(({ origin }) => origin?.item?.id === 'i0')).toBe(true);
    expect(JSON.stringify(loose).length).toBeLessThan(5_000 * 1_500);
  });

  it('reads the same whether all at once or change by change', () => {
    const doc = matrix(100, 45);
    const reader = new BoardReader(doc);
    expect(reader.read().problems).toEqual([]);
    for (let i = 0; i < 12; i++) {
      addItem(doc, { id: `more${i}` as ItemId, dimension: 'alternativ', title: 'x' });
      reader.read();
    }
    expect(JSON.stringify(reader.read().sections)).toBe(JSON.stringify(readBoard(doc).sections));
    expect(reader.read().problems).toHaveLength(1);
    reader.destroy();
  });
});

/** A board with one repeated section, so many items and so many fields, which get the properties given. */
function matrix(items: number, fields: number, properties: Record<string, unknown> = {}): Y.Doc {
  const doc = createBoardDoc();
  doc.transact(() => {
    putProperties(doc, 'sections', 's', { key: 's', template: 't', title: '{n}. {title}', per: 'alternativ' });
    for (let i = 0; i < items; i++) {
      addItem(doc, { id: `i${i}` as ItemId, dimension: 'alternativ', title: `Nr. ${i}`, order: 'a0' });
    }
    for (let i = 0; i < fields; i++) {
      addField(doc, {
        id: `f${i}` as FieldId,
        section: 's' as SectionId,
        key: `f${i}`,
        title: 'Felt',
        column: 0,
        row: 0,
        order: 'a0',
        ...properties,
      });
    }
  });
  return doc;
}
