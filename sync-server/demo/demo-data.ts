import { readFileSync } from 'node:fs';

/** The content of the demo boards: the sources' own words, and invented examples that are marked as examples. */

/** A course in the survey, with the property names of seed-data.json. */
export interface Course {
  readonly t: string;
  /** The key of its class, which is a region of the typology. */
  readonly k: string;
  readonly n: number;
  /** Days; null if the source does not say. */
  readonly v: number | null;
  readonly telt?: string;
  readonly akse?: string;
  readonly tiltak?: readonly number[];
  readonly forankret?: boolean;
  readonly fulgtOpp?: boolean;
}

export interface Task {
  readonly text: string;
  readonly hvemKan: string;
  readonly antallSomKan: number;
  readonly avtale: string;
}

export interface Examples extends Readonly<Record<string, readonly string[] | readonly Task[]>> {
  readonly oppgaver: readonly Task[];
}

/** The courses, in the order of the source. */
export function readCourses(): Course[] {
  return (read('seed-data.json') as { byn: Course[] }).byn;
}

/** Invented notes, by the key of the region they suit. */
export function readExamples(): Examples {
  return read('examples.json') as Examples;
}

/** The interview guide of the survey, word for word. */
export const INTERVIEW_GUIDE = [
  'Hva kjennetegner et robust fagmiljø?',
  'Hvordan tenker du at robuste fagmiljø utvikles?',
  'På hvilken måte tenkte dere at et slikt prosjekt som BYN prosjektet kunne være med å utvikle robuste fagmiljø',
  'Hvordan er dere fornøyd med resultatet?',
  'Hvilke områder er dere mest fornøyd med? (-med tanke på å utvikle robuste fagmiljø)',
  'Hvordan er du generelt sett fornøyd med: Utveksling av kompetanse i prosjektet (f.eks ruskoordinator/SIBYN)',
  'Organisering',
  'Nå de riktige ansattegruppene',
  'Bredde vs dybdekompetanse',
] as const;

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../templates/demo/${name}`, import.meta.url), 'utf8'));
}
