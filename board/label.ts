/** The languages of the interface and of templates. */
export const LANGUAGES = ['nb', 'nn', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/**
 * A text that comes with the product, in every language, so that one member can read a board in bokmål and another in
 * nynorsk. A text that a person typed (such as a new title of a field) is a plain string, the same in every language.
 */
export type Label = string | Readonly<Record<Language, string>>;

/** The label in a language. */
export function labelIn(label: Label, language: Language): string {
  return typeof label === 'string' ? label : label[language];
}

/** The length of a label in the language where it is longest. */
export function labelLength(label: Label): number {
  return typeof label === 'string' ? label.length : Math.max(...LANGUAGES.map((language) => label[language].length));
}

/** How much is filled into a label: a peer may repeat `{name}` thousands of times. */
const MOST_FILLED_LETTERS = 2_000;

/** Replaces each `{name}` in a label by its value, in every language. Unknown names stay. */
export function fillLabel(label: Label, values: Readonly<Record<string, string>>): Label {
  const fill = (text: string) => {
    let left = MOST_FILLED_LETTERS;
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
      if (!Object.hasOwn(values, name)) return whole;
      const value = values[name] ?? whole;
      left -= value.length;
      return left < 0 ? '' : value;
    });
  };
  if (typeof label === 'string') return fill(label);
  return { nb: fill(label.nb), nn: fill(label.nn), en: fill(label.en) };
}

/** The longest title that is read as it is. Faces and files repeat titles for each region and each loose note. */
export const MOST_TITLE_LETTERS = 500;

/** A text of at most so many letters; what is longer ends with an ellipsis. */
export function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/\p{Cs}$/u, '')}…`;
}

/**
 * Reads a stored label, shortened; null if it has no text. A language without a text gets that of another. Never
 * throws.
 */
export function readLabel(value: unknown, mostLetters = MOST_TITLE_LETTERS): Label | null {
  if (typeof value === 'string') return shortened(value, mostLetters);
  if (typeof value !== 'object' || value === null) return null;
  const texts = value as Partial<Record<Language, unknown>>;
  const fallback = LANGUAGES.map((language) => texts[language]).find((text) => typeof text === 'string');
  if (fallback === undefined) return null;
  const read = (language: Language) => {
    const text = texts[language];
    return shortened(typeof text === 'string' ? text : fallback, mostLetters);
  };
  return { nb: read('nb'), nn: read('nn'), en: read('en') };
}

/** Whether a value is one of our languages. */
export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.some((language) => language === value);
}
