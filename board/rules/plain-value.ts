/** Keys by which a value could reach an object's prototype in a careless program. We use none of them. */
const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** The deepest nesting allowed. More than any real value has, and a walk over it cannot exhaust the stack. */
const DEEPEST = 40;

/** Link schemes that run a script or contain a page. Browsers ignore spaces and control characters in a scheme. */
const UNSAFE_SCHEME = /^(javascript|vbscript|data|blob|file):/i;
const LINK_KEY = /^(href|src|url)$/i;

interface Bounds {
  /** Numbers must be below this, whatever their sign. */
  readonly number: number;
  /** Whether links with an unsafe scheme are refused. */
  readonly link: boolean;
}

/** The longest id or key, in UTF-16 units. Those of regions, two ids in one, have less than 100. */
const LONGEST_KEY = 512;

/** Whether a name may be used as an id, as a property or as a key inside a value. */
export function isAllowedKey(key: string): boolean {
  if (key.length > LONGEST_KEY) return false;
  return !key.split('.').some((part) => FORBIDDEN.has(part.slice(part.indexOf(':') + 1)) || FORBIDDEN.has(part));
}

/**
 * Whether a stored value is plain data: undefined, null, booleans, finite numbers, strings, and lists and objects of
 * them, without a prototype of their own and not nested too deep. A peer may write anything that Yjs can hold.
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
    ([key, one]) => isAllowedKey(key) && !(bounds.link && isUnsafeLink(key, one)) && isPlain(one, bounds, depth + 1),
  );
}

/** An object's properties; none for anything else. */
export function partsOf(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}

/** A lower bound of the bytes that a plain value takes when it is stored. Stops counting once it is over `most`. */
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

/** Whether a value, such as one read from JSON, is an object with names and values, and no array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** lib0 assigns a key named `__proto__`, which sets the prototype, so the prototype is checked, not only the keys. */
function isRecord(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function isUnsafeLink(key: string, value: unknown): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: browsers ignore these characters.
  return LINK_KEY.test(key) && typeof value === 'string' && UNSAFE_SCHEME.test(value.replace(/[\u0000-\u0020]/g, ''));
}
