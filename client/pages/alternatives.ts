/** An alternative of a board that is about to be created. */
export interface NewAlternative {
  readonly title: string;
  readonly isNull: boolean;
}

/**
 * Reads a pasted list of alternatives, one per line. Leading bullets and numbers («1. », «- », «• ») and empty lines
 * are removed; a number that is part of the name («24-timers tilbud») stays. A list of one has no null alternative.
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
