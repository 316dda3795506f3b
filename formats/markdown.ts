import type { Board } from '#board/board';
import { type Language, labelIn } from '#board/label';
import type { Note } from '#board/note';
import type { Section } from '#board/section';
import { writable } from './cell-text.ts';
import type { ExportOptions } from './export-options.ts';
import { localTime } from './local-time.ts';
import { blockText, inlineText } from './markdown-text.ts';
import { linkLines } from './note-links.ts';
import { propertyDefinitions, propertyTitle, propertyValue } from './note-properties.ts';
import { looseGroups } from './notes-tab.ts';
import { classSums, isTypology } from './typology.ts';
import { wordsIn } from './words.ts';

/** The board as Markdown: a heading for each section and region, a list entry for each note. */
export function toMarkdown(board: Board, options: ExportOptions): string {
  const { language } = options;
  const words = wordsIn(language);
  const write = listEntryWriter(board, options);
  const region = (title: string, notes: readonly Note[]) => [
    `### ${inlineText(title)}`,
    notes.length === 0 ? `_${words.emptyField}_` : notes.map(write).join('\n'),
  ];
  const blocks = [`# ${inlineText(board.meta.title) || words.untitled}`, head(board, options)];
  if (board.notes.size === 0) blocks.push(words.emptyBoard);
  for (const section of board.sections) {
    blocks.push(`## ${inlineText(labelIn(section.title, language))}`);
    for (const one of section.regions) blocks.push(...region(labelIn(one.title, language), one.notes));
    if (isTypology(section)) blocks.push(sumsTable(section, options));
  }
  if (board.loose.length > 0) blocks.push(`## ${words.noField}`);
  for (const { title, notes } of looseGroups(board, options)) blocks.push(...region(title, notes));
  return `${blocks.join('\n\n')}\n`;
}

function head(board: Board, { language, exportedAt, snapshotName, templateTitles }: ExportOptions): string {
  const words = wordsIn(language);
  const lines = [
    `- ${words.template}: ${inlineText((templateTitles ?? board.meta.templates).join(', '))}`,
    `- ${words.exported}: ${localTime(exportedAt)}`,
  ];
  if (snapshotName !== undefined) lines.push(`- ${words.snapshot}: ${inlineText(snapshotName)}`);
  return lines.join('\n');
}

/** Returns the function that writes one note as a list entry; what is the same for all notes is prepared once. */
function listEntryWriter(board: Board, { language }: ExportOptions): (note: Note) => string {
  const words = wordsIn(language);
  const links = linkLines(board);
  const definitions = propertyDefinitions(board);
  return (note) => {
    // Made writable before it is trimmed: a first line of control characters only would become a blank one.
    const written = writable(note.text).trim();
    const text = written === '' ? `_${words.emptyNote}_` : blockText(written, '  ');
    const by = [inlineText(note.author), inlineText(note.source), localTime(note.createdAt)].filter(
      (part) => part !== '',
    );
    const facts = Object.keys(note.properties).flatMap((key) => {
      const value = propertyValue(note, key, definitions.get(key), language);
      if (value === null) return [];
      return [
        `  - ${inlineText(propertyTitle(key, definitions.get(key), language))}: ${inlineText(typeof value === 'number' ? numberText(value, language) : value)}`,
      ];
    });
    const linked = (links.get(note.id) ?? []).map((line) => `  - ${inlineText(line)}`);
    return [`- ${text} (${by.join(', ')})`, ...facts, ...linked].join('\n');
  };
}

function sumsTable(section: Section, { language }: ExportOptions): string {
  const words = wordsIn(language);
  const sums = classSums(section);
  const rows = sums.map((one) => [
    inlineText(labelIn(one.region.title, language)),
    String(one.count),
    String(one.participants),
    `${numberText(Math.round(one.share * 1000) / 10, language)} %`,
    numberText(one.knownHours, language),
    String(one.withoutHours.length),
  ]);
  const headings = [
    words.measureClass,
    words.count,
    words.participants,
    words.share,
    words.knownHours,
    words.withoutHours,
  ];
  const table = [headings, ['---', '---:', '---:', '---:', '---:', '---:'], ...rows].map(
    (row) => `| ${row.join(' | ')} |`,
  );
  const findings = sums
    .filter((one) => one.isFinding)
    .map((one) => words.emptyClass.replace('{class}', () => inlineText(labelIn(one.region.title, language))));
  const found = findings.length === 0 ? [] : [`**${words.findings}:** ${findings.join('. ')}.`];
  return [table.join('\n'), ...found].join('\n\n');
}

/** A number as in running text: with a decimal comma in Norwegian. */
function numberText(value: number, language: Language): string {
  return language === 'en' ? String(value) : String(value).replace('.', ',');
}
