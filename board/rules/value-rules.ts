import { FARTHEST } from '../coordinates.ts';
import { isOrderKey } from '../order.ts';
import { partsOf } from './plain-value.ts';

/** Whether a value is what a property must be. Never throws. */
export type Rule = (value: unknown) => boolean;

export const number: Rule = (value) => typeof value === 'number' && Math.abs(value) < FARTHEST;
export const text: Rule = (value) => typeof value === 'string';
export const flag: Rule = (value) => typeof value === 'boolean';

export function between(least: number, most: number): Rule {
  return (value) => typeof value === 'number' && value >= least && value <= most;
}

/** One of some words, given with spaces between them. */
export function oneOf(words: string): Rule {
  const allowed: ReadonlySet<unknown> = new Set(words.split(' '));
  return (value) => allowed.has(value);
}

export function orNull(rule: Rule): Rule {
  return (value) => value === null || rule(value);
}

export function optional(rule: Rule): Rule {
  return (value) => value === undefined || rule(value);
}

/** A list with at least `least` values that keep a rule. */
export function all(rule: Rule, least = 0): Rule {
  return (value) => Array.isArray(value) && value.length >= least && value.every(rule);
}

/** A string of at most so many UTF-16 units. */
export function atMost(characters: number): Rule {
  return (value) => typeof value === 'string' && value.length <= characters;
}

/** How many lines a text has. */
export function linesIn(letters: string): number {
  let lines = 1;
  for (let at = letters.indexOf('\n'); at >= 0; at = letters.indexOf('\n', at + 1)) lines++;
  return lines;
}

export const point: Rule = (value) => {
  const { x, y, z } = partsOf(value);
  return number(x) && number(y) && optional(number)(z);
};

/** A key by which things in a row are sorted. Whoever computes the key between two throws on other strings. */
export const orderKey: Rule = (value) => {
  return typeof value === 'string' && /^[A-Za-z][0-9A-Za-z]{1,199}$/.test(value) && isOrderKey(value);
};

/** The address of a link: nothing, or one that opens a page or a letter. Browsers ignore blanks before the scheme. */
export const link: Rule = (value) => value === '' || (text(value) && LINK.test(String(value)));
const LINK = /^\s*(https?:|mailto:|\.?\/)/i;

/** The same rule for several properties, whose names are given with spaces between them. */
export function rulesOf(rule: Rule, names: string): Record<string, Rule> {
  return Object.fromEntries(names.split(' ').map((name) => [name, rule]));
}
