/** Keys under which a value would reach an object's prototype in a careless program. No property of ours is named so. */
const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Deeper than anything that is drawn or written; a walk over it must not exhaust the stack. */
const DEEPEST = 40;

/** Schemes that run something or carry a page. Browsers pass over blanks and control characters in front and between. */
const RUNS = /^(javascript|vbscript|data|blob|file):/i;
const LINK_KEY = /^(href|src|url)$/i;

interface Bounds {
  /** No number may be as large as this. */
  readonly number: number;
  /** Whether links are held against what they may be. */
  readonly link: boolean;
}

/** Whether a name may be a property's, an id's or part of one. */
export function isAllowedKey(key: string): boolean {
  return !key.split('.').some((part) => FORBIDDEN.has(part.slice(part.indexOf(':') + 1)) || FORBIDDEN.has(part));
}

/**
 * Whether a stored value is data as JSON has it: nothing but null, booleans, finite numbers, strings, lists and objects
 * without a prototype of their own, not too deep. What a peer writes may be anything that Yjs can hold.
 */
export function isPlain(
  value: unknown,
  bounds: Bounds = { number: Number.MAX_VALUE, link: false },
  depth = 0,
): boolean {
  switch (typeof value) {
    case 'undefined':
    case 'boolean':
    case 'string':
      return true;
    case 'number':
      return Math.abs(value) < bounds.number;
    case 'object':
      break;
    default:
      return false;
  }
  if (value === null) return true;
  if (depth > DEEPEST) return false;
  if (Array.isArray(value)) return value.every((one) => isPlain(one, bounds, depth + 1));
  if (!isRecord(value)) return false;
  return Object.entries(value).every(
    ([key, one]) => isAllowedKey(key) && !(bounds.link && runs(key, one)) && isPlain(one, bounds, depth + 1),
  );
}

/** An object's properties, or none for anything else. */
export function partsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** How many bytes a plain value takes at least, when it is written out. Stops counting past `most`. */
export function sizeOf(value: unknown, most: number): number {
  if (typeof value === 'string') return bytesOf(value, most);
  if (typeof value !== 'object' || value === null) return 1;
  let size = 1;
  for (const [key, one] of Object.entries(value)) {
    size += (Array.isArray(value) ? 0 : key.length) + sizeOf(one, most - size);
    if (size > most) return size;
  }
  return size;
}

function bytesOf(text: string, most: number): number {
  if (text.length > most) return text.length;
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff)) bytes += 2;
    else if (unit > 0x7f) bytes += 1;
  }
  return bytes;
}

/** lib0 sets a key named `__proto__` by assignment, so such an object is told by its prototype, not by its keys. */
function isRecord(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function runs(key: string, value: unknown): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what a browser passes over.
  return LINK_KEY.test(key) && typeof value === 'string' && RUNS.test(value.replace(/[\u0000-\u0020]/g, ''));
}
