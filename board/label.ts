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

/** Replaces each `{name}` in a label by its value, in every language. Unknown names stay. */
export function fillLabel(label: Label, values: Readonly<Record<string, string>>): Label {
  const fill = (text: string) =>
    text.replace(/\{(\w+)\}/g, (whole, name: string) =>
      Object.hasOwn(values, name) ? (values[name] ?? whole) : whole,
    );
  if (typeof label === 'string') return fill(label);
  return { nb: fill(label.nb), nn: fill(label.nn), en: fill(label.en) };
}

/** Reads a stored label; null if it has no text. A language without a text gets that of another. Never throws. */
export function readLabel(value: unknown): Label | null {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return null;
  const texts = value as Partial<Record<Language, unknown>>;
  const fallback = LANGUAGES.map((language) => texts[language]).find((text) => typeof text === 'string');
  if (fallback === undefined) return null;
  const read = (language: Language) => {
    const text = texts[language];
    return typeof text === 'string' ? text : fallback;
  };
  return { nb: read('nb'), nn: read('nn'), en: read('en') };
}

/** Whether a value is one of our languages. */
export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.some((language) => language === value);
}
