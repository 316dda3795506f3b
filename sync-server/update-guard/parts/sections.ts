import { UpdateFault } from '../byte-cursor.ts';
import { NONE, type UpdateReader } from '../update-reader.ts';

/** One client's structs in an update: struct i has the bytes and the clocks from `starts[i]` and `clocks[i]` on. */
export interface Section {
  readonly client: number;
  /** Byte offsets, with the end of the last struct behind them. */
  readonly starts: number[];
  /** Clocks, with the first free one behind them. */
  readonly clocks: number[];
  /** What a struct needs of other clients, by its index. */
  readonly needs: Map<number, Need[]>;
  /** Index of the first struct that has not been given out. */
  next: number;
}

interface Need {
  readonly client: number;
  readonly clock: number;
}

/** After so many structs a reading lets others go on. */
const READ_AT_ONCE = 5_000;

/**
 * Reads where each struct of an update lies and what it builds on, with a pause now and then. Afterwards the reader is
 * at the deleted ranges.
 */
export function* readSections(reader: UpdateReader): Generator<null, Section[]> {
  const sections = new Map<number, Section>();
  let section: Section | undefined;
  let structs = 0;
  while (reader.nextStruct()) {
    const { client, clock, length, from, at } = reader;
    if (section?.client !== client) {
      if (sections.has(client)) throw new UpdateFault('a client that comes twice');
      section = { client, starts: [from], clocks: [clock], needs: new Map(), next: 0 };
      sections.set(client, section);
    } else if (section.starts.at(-1) !== from) throw new UpdateFault('a client that comes twice');
    const needs = needsOf(reader);
    if (needs !== null) section.needs.set(section.starts.length - 1, needs);
    structs += 1;
    if (structs % READ_AT_ONCE === 0) yield null;
    section.starts.push(at);
    section.clocks.push(clock + length);
  }
  return [...sections.values()];
}

function needsOf(reader: UpdateReader): Need[] | null {
  const { client, originClient, originClock, rightClient, rightClock, parentClient, parentClock } = reader;
  let needs: Need[] | null = null;
  const add = (other: number, clock: number) => {
    if (other === NONE || other === client) return;
    needs ??= [];
    needs.push({ client: other, clock });
  };
  add(originClient, originClock);
  add(rightClient, rightClock);
  add(parentClient, parentClock);
  return needs;
}

/**
 * Gives out the structs of an update so that each comes after what it builds on, as Yjs integrates them: a client's
 * structs in order, and before a struct that needs another client's, those. What is in no section is left to the judge.
 */
export class CausalOrder {
  readonly #sections: readonly Section[];
  readonly #byClient: ReadonlyMap<number, Section>;
  /** Sections that are being given out up to a clock, each because the one before it needs that. */
  readonly #stack: { readonly section: Section; readonly until: number }[] = [];
  readonly #open = new Set<Section>();
  #first = 0;

  constructor(sections: readonly Section[]) {
    this.#sections = sections;
    this.#byClient = new Map(sections.map((section) => [section.client, section]));
  }

  /**
   * The section whose struct at `next - 1` has been given out; null after the last one. Throws UpdateFault if structs
   * wait for each other in a circle.
   */
  next(): Section | null {
    for (;;) {
      const top = this.#stack.at(-1);
      if (top === undefined) {
        const section = this.#sections[this.#first];
        if (section === undefined) return null;
        this.#first += 1;
        this.#push(section, Number.POSITIVE_INFINITY);
        continue;
      }
      const { section, until } = top;
      if (isDone(section) || (section.clocks[section.next] as number) > until) {
        this.#stack.pop();
        this.#open.delete(section);
        continue;
      }
      const need = this.#unmet(section);
      if (need === null) {
        section.next += 1;
        return section;
      }
      this.#push(need.section, need.clock);
    }
  }

  #push(section: Section, until: number): void {
    if (this.#open.has(section)) throw new UpdateFault('structs that wait for each other');
    this.#open.add(section);
    this.#stack.push({ section, until });
  }

  #unmet(section: Section): { section: Section; clock: number } | null {
    for (const { client, clock } of section.needs.get(section.next) ?? []) {
      const other = this.#byClient.get(client);
      if (other !== undefined && !isDone(other) && clock >= (other.clocks[other.next] as number)) {
        if (clock < (other.clocks.at(-1) as number)) return { section: other, clock };
      }
    }
    return null;
  }
}

function isDone({ next, starts }: Section): boolean {
  return next >= starts.length - 1;
}
