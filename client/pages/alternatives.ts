/** An alternative as given when a board is made. */
export interface NewAlternative {
  readonly title: string;
  readonly isNull: boolean;
}

/**
 * Reads a pasted list of alternatives: one a line, without bullets and numbers in front («1. », «- », «• ») and without
 * empty lines. A number that belongs to the name («24-timers tilbud») stays.
 */
export function readAlternatives(text: string, lastIsNull: boolean): NewAlternative[] {
  const titles = text
    .split(/\r\n|\r|\n/)
    .map((line) => line.replace(/^\s*(?:[-–•*·]\s+|\d{1,2}[.)]\s+)/, '').trim())
    .filter((title) => title !== '');
  return titles.map((title, index) => ({
    title,
    isNull: lastIsNull && titles.length > 1 && index === titles.length - 1,
  }));
}
