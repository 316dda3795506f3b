import { DRAWING_BOUNDS } from './drawing-bounds.ts';
import { partsOf } from './plain-value.ts';
import { atMost, between, linesIn, oneOf, optional, orNull, type Rule } from './value-rules.ts';

/**
 * A text in a drawing, as tldraw's editor keeps it: paragraphs, headings and lists of letters. Its layout throws on
 * other nodes and marks, on a document inside a document and on text nodes without letters; other nestings than these
 * change the moment that somebody opens the text.
 */

/** More letters in one drawing make every face that measures it slow. UTF-16 units. */
const CHARACTERS = DRAWING_BOUNDS.characters;
/** Lists in each other. */
const DEEPEST_LIST = 10;
/** Paragraphs, list items, line breaks and runs of letters together: each becomes an element or a line. */
const NODES = DRAWING_BOUNDS.nodes;

/** What is left to spend while a text is read. */
interface Budget {
  characters: number;
  nodes: number;
}

export const richText: Rule = (value) => {
  const { type, content, attrs } = partsOf(value);
  if (type !== 'doc' || !areAttributes(attrs) || partsOf(value).marks !== undefined) return false;
  return blocks(content, { characters: CHARACTERS, nodes: NODES }, 0);
};

function blocks(value: unknown, budget: Budget, depth: number): boolean {
  return Array.isArray(value) && value.every((one) => block(one, budget, depth));
}

function block(value: unknown, budget: Budget, depth: number): boolean {
  const { type, content, attrs, marks } = partsOf(value);
  if (!areAttributes(attrs) || marks !== undefined || budget.nodes-- <= 0) return false;
  switch (type) {
    case 'paragraph':
    case 'heading':
      return content === undefined || (Array.isArray(content) && content.every((one) => inline(one, budget)));
    case 'bulletList':
    case 'orderedList':
      return depth < DEEPEST_LIST && Array.isArray(content) && content.every((one) => item(one, budget, depth + 1));
    default:
      return false;
  }
}

function item(value: unknown, budget: Budget, depth: number): boolean {
  const { type, content, attrs, marks } = partsOf(value);
  if (type !== 'listItem' || !areAttributes(attrs) || marks !== undefined || budget.nodes-- <= 0) return false;
  return content === undefined || blocks(content, budget, depth);
}

function inline(value: unknown, budget: Budget): boolean {
  const { type, text: letters, content, attrs, marks } = partsOf(value);
  if (content !== undefined || !areAttributes(attrs) || budget.nodes-- <= 0) return false;
  if (marks !== undefined && !(Array.isArray(marks) && marks.length <= 8 && marks.every(mark))) return false;
  if (type === 'hardBreak') return letters === undefined;
  if (type !== 'text' || typeof letters !== 'string' || letters === '') return false;
  budget.characters -= letters.length;
  if (budget.characters < 0) return false;
  budget.nodes -= linesIn(letters) - 1;
  return budget.nodes >= 0;
}

const isMark = oneOf('bold italic strike code highlight');

function mark(value: unknown): boolean {
  const { type, attrs } = partsOf(value);
  // The schemes of links are checked everywhere in a drawing; tldraw draws one that it does not like as plain text.
  if (type === 'link') return typeof partsOf(attrs).href === 'string' && areAttributes(attrs);
  return isMark(type) && areAttributes(attrs);
}

const ATTRIBUTES: Readonly<Record<string, Rule>> = {
  level: between(1, 6),
  start: between(0, 1e6),
  dir: orNull(oneOf('auto ltr rtl')),
  type: orNull(atMost(64)),
  href: atMost(2000),
  ...Object.fromEntries(['target', 'rel', 'class', 'color'].map((name) => [name, orNull(atMost(200))])),
};

/** Attributes of a node or mark. Unknown ones are ignored by tldraw, whatever they are. */
function areAttributes(attrs: unknown): boolean {
  if (attrs === undefined || attrs === null) return true;
  if (typeof attrs !== 'object' || Array.isArray(attrs)) return false;
  return Object.entries(attrs).every(([name, value]) => optional(ATTRIBUTES[name] ?? (() => true))(value));
}
