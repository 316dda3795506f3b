import { beforeAll, expect, test } from 'vitest';
import type { Board } from '#board/board';
import { readBoard } from '#board/reading/read-board';
import { classSums, isTypology } from '#formats/typology';
import { DemoWriter } from '../../sync-server/demo/demo-notes.ts';
import { boardDoc, seedData } from '../formats/board-fixture.ts';

const NOW = Date.UTC(2026, 10, 22, 13);
const OWN_WORDS = new Set(['«… poenget her er å skissere retninger»', ...seedData().byn.map((course) => course.t)]);
let board: Board;

beforeAll(() => {
  const doc = boardDoc(['alternativer', 'robuste-fagmiljo'], ['BET i FACT ung', '', '', '', '', 'Ikke noe BET-tilbud']);
  const writer = new DemoWriter(doc, NOW);
  writer.writeAlternatives();
  writer.writeTypology();
  writer.writeSurvey();
  board = readBoard(doc);
});

test('fills every field of every alternative, and links measures to some but not all risks', () => {
  const own = board.sections.filter((section) => section.itemId !== null);
  expect(own.flatMap((section) => section.regions)).toHaveLength(34);
  for (const region of own.flatMap((section) => section.regions)) expect(region.notes.length).toBeGreaterThan(2);
  expect(board.notes.size).toBeGreaterThan(150);
  expect(board.links.length).toBeGreaterThan(20);
  const linked = new Set(board.links.map((link) => link.to));
  expect([...board.notes.values()].some((note) => note.kind === 'risk' && !linked.has(note.id))).toBe(true);
  expect(board.problems).toEqual([]);
});

test('marks invented notes as examples and names no real person', () => {
  const own = board.sections.filter((section) => section.itemId !== null);
  for (const note of own.flatMap((section) => section.regions).flatMap((region) => region.notes)) {
    expect(note.text.startsWith('Eksempel: ') || OWN_WORDS.has(note.text), note.text).toBe(true);
    expect(note.author).toMatch(/^(Prosessleder|Deltaker [A-E])$/);
    expect(note.createdAt).toBeLessThanOrEqual(NOW);
  }
});

test('gives the numbers of the report from its courses', () => {
  const typology = board.sections.find(isTypology);
  expect(typology).toBeDefined();
  const sums = typology === undefined ? [] : classSums(typology);
  expect(sums.map((sum) => [sum.region.key, sum.count, sum.participants])).toEqual([
    ['paafyll', 9, 1151],
    ['fagutvikling', 5, 330],
    ['veiledning', 0, 0],
    ['ikkeKlassifisert', 0, 0],
  ]);
  expect(sums.reduce((sum, one) => sum + one.knownHours, 0)).toBe(7063);
});
