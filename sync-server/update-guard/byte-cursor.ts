/** An update that no client of ours writes. It must not be decoded, stored or passed on. */
export class UpdateFault extends Error {
  override readonly name = 'UpdateFault';
}

/**
 * Reads lib0's encoding without building values: only numbers, and the length of text and data. It must throw
 * UpdateFault on everything that lib0 would throw on, because what it accepts is stored before it is decoded.
 */
export class ByteCursor {
  readonly bytes: Uint8Array;
  at = 0;
  /** Where the bytes of the last text begin; they end at `at`. */
  textAt = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  byte(): number {
    const value = this.bytes[this.at];
    if (value === undefined) throw new UpdateFault('it ends too early');
    this.at += 1;
    return value;
  }

  /** A variable-length number, seven bits per byte, at most 2^53 - 1. */
  varUint(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      const part = this.byte();
      value += (part & 0x7f) * factor;
      if (part < 0x80) break;
      factor *= 0x80;
      if (factor > Number.MAX_SAFE_INTEGER) throw new UpdateFault('a number that is too large');
    }
    if (value > Number.MAX_SAFE_INTEGER) throw new UpdateFault('a number that is too large');
    return value;
  }

  /** Skips a signed number: its first byte holds six bits and the sign. */
  skipVarInt(): void {
    let part = this.byte();
    let value = part & 0x3f;
    for (let factor = 0x40; part >= 0x80; factor *= 0x80) {
      part = this.byte();
      value += (part & 0x7f) * factor;
      // The second check is for trailing zeros, of which lib0 would read any amount.
      if (factor > Number.MAX_SAFE_INTEGER || value > Number.MAX_SAFE_INTEGER)
        throw new UpdateFault('a number that is too large');
    }
  }

  /** A count of things that follow. Each takes at least one byte, so it cannot be larger than what is left. */
  count(): number {
    const count = this.varUint();
    if (count > this.left) throw new UpdateFault('more is announced than there is');
    return count;
  }

  skip(length: number): void {
    if (length > this.left) throw new UpdateFault('it ends too early');
    this.at += length;
  }

  /** Skips data that is preceded by its length. */
  skipData(): void {
    this.skip(this.varUint());
  }

  /** Skips a text in UTF-8 and returns its length in UTF-16 units, as Yjs counts. */
  text(): number {
    const length = this.varUint();
    const end = this.at + length;
    if (length > this.left) throw new UpdateFault('it ends too early');
    const { bytes } = this;
    this.textAt = this.at;
    let units = 0;
    let at = this.at;
    while (at < end) {
      const first = bytes[at] as number;
      if (first < 0x80) {
        at += 1;
        units += 1;
        continue;
      }
      const size = sequenceSize(bytes, at, end);
      at += size;
      units += size === 4 ? 2 : 1;
    }
    this.at = end;
    return units;
  }
}

/** Size of a well-formed sequence of two to four bytes (Unicode 15, table 3-7). */
function sequenceSize(bytes: Uint8Array, at: number, end: number): 2 | 3 | 4 {
  const first = bytes[at] as number;
  const second = at + 1 < end ? (bytes[at + 1] as number) : 0;
  if (first >= 0xc2 && first <= 0xdf && isTail(second)) return 2;
  const third = at + 2 < end ? (bytes[at + 2] as number) : 0;
  if (first >= 0xe0 && first <= 0xef && isTail(second) && isTail(third)) {
    if ((first !== 0xe0 || second >= 0xa0) && (first !== 0xed || second <= 0x9f)) return 3;
  }
  const fourth = at + 3 < end ? (bytes[at + 3] as number) : 0;
  if (first >= 0xf0 && first <= 0xf4 && isTail(second) && isTail(third) && isTail(fourth)) {
    if ((first !== 0xf0 || second >= 0x90) && (first !== 0xf4 || second <= 0x8f)) return 4;
  }
  throw new UpdateFault('text that is not UTF-8');
}

function isTail(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}
