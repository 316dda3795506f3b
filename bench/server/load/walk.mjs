// Finds which clocks of which clients are in a V1 update, without decoding it. Walks over every struct of every client,
// so that updates which a server merged are recognised like those that it passed on.

let bytes = Buffer.alloc(0);
let at = 0;

function varUint() {
  let byte = bytes[at++];
  let number = byte & 127;
  let factor = 128;
  while (byte > 127) {
    byte = bytes[at++];
    number += (byte & 127) * factor;
    factor *= 128;
  }
  return number;
}

function skipString() {
  const length = varUint();
  at += length;
}

/** Length in UTF-16 units, as Yjs counts clocks. */
function stringLength() {
  const size = varUint();
  const end = at + size;
  let units = 0;
  for (; at < end; at++) {
    const byte = bytes[at];
    if (byte < 0x80 || byte >= 0xc0) units += byte >= 0xf0 ? 2 : 1;
  }
  return units;
}

function skipAny() {
  switch (bytes[at++]) {
    case 127:
    case 126:
    case 121:
    case 120:
      return;
    case 125: {
      while (bytes[at] > 127) at++;
      at++;
      return;
    }
    case 124:
      at += 4;
      return;
    case 123:
    case 122:
      at += 8;
      return;
    case 119:
    case 116:
      skipString();
      return;
    case 118: {
      for (let count = varUint(); count > 0; count--) {
        skipString();
        skipAny();
      }
      return;
    }
    case 117: {
      for (let count = varUint(); count > 0; count--) skipAny();
      return;
    }
    default:
      throw new Error('a value of unknown type');
  }
}

function skipTimes(count, skip) {
  for (let i = 0; i < count; i++) skip();
  return count;
}

const NAMED_TYPES = new Set([3, 5]); // XmlElement and XmlHook have a name

/** Skips one struct and returns its length. */
function structLength() {
  const info = bytes[at++];
  const content = info & 31;
  if (content === 0 || content === 10) return varUint();
  if ((info & 128) !== 0) {
    varUint();
    varUint();
  }
  if ((info & 64) !== 0) {
    varUint();
    varUint();
  }
  if ((info & 192) === 0) {
    if (varUint() === 1) skipString();
    else {
      varUint();
      varUint();
    }
    if ((info & 32) !== 0) skipString();
  }
  switch (content) {
    case 1:
      return varUint();
    case 2:
      return skipTimes(varUint(), skipString);
    case 3:
    case 5:
      skipString();
      return 1;
    case 4:
      return stringLength();
    case 6:
      skipString();
      skipString();
      return 1;
    case 7:
      if (NAMED_TYPES.has(varUint())) skipString();
      return 1;
    case 8:
      return skipTimes(varUint(), skipAny);
    default:
      throw new Error(`a struct of unknown content ${content}`);
  }
}

/** Calls `receiver.covers(client, clock, length)` for the clocks of each client in the update at `from`. */
export function walkUpdate(source, from, receiver) {
  bytes = source;
  at = from;
  for (let sections = varUint(); sections > 0; sections--) {
    let structs = varUint();
    const client = varUint();
    const start = varUint();
    let clock = start;
    for (; structs > 0; structs--) clock += structLength();
    receiver.covers(client, start, clock - start);
  }
}

/** Calls `receiver.shows(client, clock)` for each state in an awareness update. */
export function walkAwareness(source, from, receiver) {
  bytes = source;
  at = from;
  for (let entries = varUint(); entries > 0; entries--) {
    const client = varUint();
    receiver.shows(client, varUint());
    skipString();
  }
}

/** Reads a number; {@link placeAfter} returns the offset after it. */
export function readVarUint(source, from) {
  bytes = source;
  at = from;
  return varUint();
}

export function placeAfter() {
  return at;
}
