import { randomBytes } from 'node:crypto';
import type * as Y from 'yjs';
import type { Board } from '#board/board';
import { idFromBytes, type LinkId, type NoteId, type RegionId } from '#board/ids';
import { addLink } from '#board/link';
import { addNote, type NoteProperties } from '#board/note';
import { readBoard } from '#board/reading/read-board';
import { type Course, INTERVIEW_GUIDE, readCourses, readExamples } from './demo-data.ts';

/** Roles, not names: a demo must not put words into a real person's mouth. */
const AUTHORS = ['Deltaker A', 'Deltaker B', 'Prosessleder', 'Deltaker C', 'Deltaker D', 'Deltaker E'];
const MINUTE_MS = 60_000;
const NOTES_PER_REGION = [5, 4, 6, 3, 5, 4];

/** Writes on a board as a group would have done during an afternoon that ends at `now`. */
export class DemoWriter {
  readonly #doc: Y.Doc;
  readonly #board: Board;
  #at: number;
  #written = 0;

  constructor(doc: Y.Doc, now: number) {
    this.#doc = doc;
    this.#board = readBoard(doc);
    this.#at = now - 180 * MINUTE_MS;
  }

  /** Writes notes in every field of every alternative, and links measures to some of the risks. */
  writeAlternatives(): void {
    const examples = readExamples();
    const { items, sections } = this.#board;
    for (const [i, item] of items.entries()) {
      const ids = new Map<string, NoteId[]>();
      const own = sections.filter((section) => section.itemId === item.id);
      for (const [row, region] of own.flatMap((section) => section.regions).entries()) {
        const pool = texts(examples[region.key]);
        const count = Math.min(pool.length, NOTES_PER_REGION[(i + row) % NOTES_PER_REGION.length] ?? 4);
        const chosen = Array.from({ length: count }, (_, n) => pool[(i * 5 + n) % pool.length] ?? '');
        const written = chosen.map((text) => this.#write(region.id, `Eksempel: ${text}`));
        ids.set(region.key, written);
        if (region.linksTo !== null) this.#link(written, ids.get(region.linksTo) ?? []);
      }
    }
    for (const key of ['diskusjon', 'mangler', 'parkert', 'epost']) {
      for (const text of texts(examples[key])) this.#write(this.#region('alternativer', key), `Eksempel: ${text}`);
    }
    const assignment = this.#region('alternativer', 'oppdrag');
    this.#write(assignment, '«… poenget her er å skissere retninger»', 'Prosessleder');
    this.#write(
      assignment,
      'Edit 23.05.24, kl. 14:16: «Legger til feltene "Risiko ved å velge bort" og "Tiltak" … etter godt forslag om dette. Men dropper det på siste alternativ»',
      'Prosessleder',
    );
  }

  /** Writes the 14 courses in their classes, with what the source says about each and nothing more. */
  writeTypology(): void {
    const region = (key: string) => this.#region('robuste-fagmiljo', key);
    for (const course of readCourses()) this.#write(region(course.k), course.t, 'Prosessleder', propertiesOf(course));
    this.#write(region('tverrprofesjonell'), 'MI Motiverende Intervju: «tverrprofesjonelt rettet»', 'Prosessleder');
    this.#write(
      region('oppsummering'),
      'Ingen kurs i klassen Veiledning. To arenaer der veiledning delvis er «satt i system»: SiBYN og kommunale drøftingsteam.',
      'Prosessleder',
    );
  }

  /** Writes the rest of the survey's board: the interview guide, and examples of what a group would write. */
  writeSurvey(): void {
    const region = (key: string) => this.#region('robuste-fagmiljo', key);
    const examples = readExamples();
    for (const question of INTERVIEW_GUIDE) this.#write(region('intervju'), question, 'Prosessleder');
    for (const text of texts(examples.robust)) this.#write(region('robust'), `Eksempel: ${text}`);
    for (const { text, ...properties } of examples.oppgaver) {
      this.#write(region('oppgaveHvem'), `Eksempel: ${text}`, 'Prosessleder', properties);
    }
  }

  #write(regionId: RegionId, text: string, author?: string, properties: NoteProperties = {}): NoteId {
    const id = idFromBytes<NoteId>(randomBytes(17));
    const by = author ?? AUTHORS[this.#written % AUTHORS.length] ?? '';
    this.#written++;
    this.#at += MINUTE_MS;
    const createdAt = this.#at;
    const qualified = Object.entries(properties).map(([key, value]) => [`robuste-fagmiljo.${key}`, value]);
    this.#doc.transact(() =>
      addNote(this.#doc, { id, text, regionId, author: by, createdAt, properties: Object.fromEntries(qualified) }),
    );
    return id;
  }

  #link(measures: readonly NoteId[], risks: readonly NoteId[]): void {
    for (const [i, from] of measures.slice(0, 3).entries()) {
      const to = risks[i];
      if (to === undefined) return;
      const id = idFromBytes<LinkId>(randomBytes(17));
      this.#doc.transact(() => addLink(this.#doc, { id, type: 'measure', from, to }));
    }
  }

  #region(template: string, key: string): RegionId {
    const sections = this.#board.sections.filter((section) => section.template === template);
    const region = sections.flatMap((section) => section.regions).find((one) => one.key === key);
    if (region === undefined) throw new Error(`the template ${template} has no region ${key}`);
    return region.id;
  }
}

function propertiesOf({ n, v, telt, akse, tiltak, forankret, fulgtOpp }: Course): NoteProperties {
  return {
    deltakere: n,
    teltSom: telt ?? 'paameldte',
    grensekryssing: akse ?? 'ikkeVurdert',
    ...(v === null ? {} : { varighet: v }),
    ...(tiltak === undefined ? {} : { forankring: tiltak.join(' og ') }),
    ...(forankret === true ? { ledelsesforankret: 'ja' } : {}),
    ...(fulgtOpp === true ? { fulgtOpp: 'ja' } : {}),
  };
}

function texts(examples: readonly unknown[] | undefined): string[] {
  return (examples ?? []).filter((one): one is string => typeof one === 'string');
}
