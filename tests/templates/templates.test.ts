import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LANGUAGES, labelIn } from '#board/label';
import { COLOURS, NOTE_KINDS } from '#board/note-kind';
import { readBoard } from '#board/reading/read-board';
import type { Template } from '#board/template/template';
import { boardDoc, seedData, TEMPLATES, templateOf } from '../formats/board-fixture.ts';

const IDS = readdirSync(TEMPLATES)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.slice(0, -5));

test('the first two templates exist', () => {
  expect(IDS).toEqual(expect.arrayContaining(['alternativer', 'robuste-fagmiljo']));
});

test.each(IDS)('%s has every label in three languages', (id) => {
  for (const [path, label] of labelsIn(templateOf(id))) {
    expect(label, path).toBeTypeOf('object');
    for (const language of LANGUAGES) expect(labelIn(label as never, language)?.trim(), path).toBeTruthy();
  }
});

test.each(IDS)('%s has valid keys, kinds, colours and links', (id) => {
  const template = templateOf(id);
  const fields = template.sections.flatMap((section) => section.fields);
  const keys = fields.map((field) => field.key);
  expect(template.id).toBe(id);
  expect(new Set(keys).size).toBe(keys.length);
  expect(new Set(template.sections.map((section) => section.key)).size).toBe(template.sections.length);
  for (const key of [...keys, ...template.sections.map((section) => section.key)])
    expect(key).toMatch(/^[A-Za-z0-9-]{1,24}$/);
  for (const field of fields) {
    expect(COLOURS).toContain(field.colour);
    expect(NOTE_KINDS).toContain(field.noteKind);
    for (const size of [field.column, field.row, field.width, field.height]) expect(size).toBeTypeOf('number');
    if (field.linksTo !== undefined) expect(keys).toContain(field.linksTo);
  }
  for (const { field } of template.seededNotes ?? []) expect(keys).toContain(field);
});

test.each(IDS)('%s has no two fields in one cell of the grid', (id) => {
  for (const section of templateOf(id).sections) {
    const cells = section.fields.flatMap(({ column, row, width, height }) =>
      Array.from({ length: width * height }, (_, i) => `${column + (i % width)}/${row + Math.floor(i / width)}`),
    );
    expect(new Set(cells).size, section.key).toBe(cells.length);
  }
});

test('the fields of an alternative have exactly the wording of the source, in bokmål and nynorsk', () => {
  const fields = templateOf('alternativer').sections.find((section) => section.per)?.fields ?? [];
  expect(
    fields.map(({ key, title, linksTo, notForNull }) => ({
      key,
      nb: labelIn(title, 'nb'),
      nn: labelIn(title, 'nn'),
      ...(linksTo === undefined ? {} : { kobles: linksTo }),
      ...(notForNull === true ? { ikkeNull: true } : {}),
    })),
  ).toEqual(seedData().alternativer.felt);
});

test('the single fields have exactly the wording of the source', () => {
  expect(titles('alternativer')).toEqual(
    expect.arrayContaining([
      'Oppdragsbeskrivelse',
      'Generelle forutsetninger',
      'Gjelder alle alternativer – gjentas ikke',
      'Avklaringer',
      'Diskusjon',
      'Hva mangler?',
      'Parkert',
      'Innspill på e-post',
    ]),
  );
  expect(titles('robuste-fagmiljo')).toEqual(
    expect.arrayContaining([
      'Hva er et robust fagmiljø for oss?',
      'Utdanning/faglig påfyll',
      'Fagutviklingstiltak',
      'Veiledning',
      'Ikke klassifisert',
      'Flerprofesjonell',
      'Tverrprofesjonell',
      'Transprofesjonell',
      'Ikke vurdert',
      'Oppgave × hvem kan',
      'Intervju',
      'Oppsummering',
    ]),
  );
});

test('a seeded board has every field under every alternative, except the last two under the null alternative', () => {
  const board = readBoard(boardDoc(['alternativer'], ['BET i FACT ung', '', 'Ikke noe BET-tilbud']));
  const own = board.sections.filter((section) => section.itemId !== null);
  expect(own.map((section) => labelIn(section.title, 'nb'))).toEqual([
    'Alternativ 1: BET i FACT ung',
    'Alternativ 2 (navn settes av prosesslederen)',
    'Nullalternativ: Ikke noe BET-tilbud',
  ]);
  const all = ['muligheter', 'forutsetninger', 'risiko', 'tiltak', 'risikoBort', 'tiltakBort'];
  expect(own.map((section) => section.regions.map((region) => region.key))).toEqual([all, all, all.slice(0, 4)]);
  expect([...board.notes.values()].map((note) => note.text)).toContain('Lokaliseringens betydning for medarbeiderne');
  expect(board.problems).toEqual([]);
});

function titles(id: string): string[] {
  return templateOf(id).sections.flatMap((section) => section.fields.map((region) => labelIn(region.title, 'nb')));
}

/** Every label of a template, with its path. */
function labelsIn(template: Template): [string, unknown][] {
  const found: [string, unknown][] = [];
  const walk = (value: unknown, path: string) => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, part] of Object.entries(value)) {
      const at = `${path}/${key}`;
      if (
        ['title', 'titleForNull', 'titleWhenUnnamed', 'description', 'help', 'label', 'text'].includes(key) &&
        part !== 'text'
      )
        found.push([at, part]);
      else walk(part, at);
    }
  };
  walk(template, template.id);
  return found;
}
