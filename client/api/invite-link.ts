/** What an address of a board says. */
export interface InviteLink {
  readonly boardId: string;
  /** What follows the board in the path: nothing, `/bidra`, or `/s/` and a snapshot's id. */
  readonly page: string;
  /** '' if the address has lost it. */
  readonly token: string;
}

// Ids and tokens are exactly 22 characters, so what mail and chat put after them can be told from them.
const SECRET = '[A-Za-z0-9_-]{22}';
const BOARD = new RegExp(`/b/(${SECRET})(?![A-Za-z0-9_-])(/bidra|/s/${SECRET})?`);
/** After a board's path. URL Defense 3 writes the # as a *. */
const FRAGMENT = new RegExp(`^[^#*\\s]*[#*][^A-Za-z0-9_%-]*(${SECRET})`);
const TOKEN = new RegExp(`^[^A-Za-z0-9_%-]*(${SECRET})(?![A-Za-z0-9])`);

/**
 * Finds a link to a board in an address, or in text that somebody pasted: with a full stop or a bracket after it,
 * percent-encoded, broken over lines, or inside the address of a mail filter. Prefers a link that has its token. Null if
 * there is no link to a board.
 */
export function readInviteLink(text: string): InviteLink | null {
  let lost: InviteLink | null = null;
  for (const reading of readingsOf(text)) {
    const board = BOARD.exec(reading);
    if (board === null) continue;
    const [whole, boardId = '', page = ''] = board;
    const token = FRAGMENT.exec(reading.slice(board.index + whole.length))?.[1] ?? '';
    if (token !== '') return { boardId, page, token };
    lost ??= { boardId, page, token };
  }
  return lost;
}

/** The token at the start of an address's fragment or of a pasted text; '' if it is not there whole. */
export function readToken(fragment: string): string {
  for (const reading of readingsOf(fragment)) {
    const token = TOKEN.exec(reading)?.[1];
    if (token !== undefined) return token;
  }
  return '';
}

/** What mail breaks lines with, and characters that are not seen. */
const INVISIBLE = /=?\r?\n[>\s]*|[\u00ad\u200b-\u200d\u2060\ufeff]/g;

/** A text as it is, and as it is when decoded again and again: filters encode links that are encoded already. */
function readingsOf(text: string): string[] {
  const plain = text.replace(INVISIBLE, '');
  const readings = [plain];
  for (const start of [decoded(plain), proofpoint2(plain), base64(plain)]) {
    for (let next = start; next !== null && !readings.includes(next) && readings.length < 10; next = decoded(next))
      readings.push(next);
  }
  return readings;
}

function decoded(text: string): string {
  // Piece by piece: decodeURIComponent refuses a whole text for one % that encodes nothing.
  const plain = text.replace(/(?:%[0-9a-f]{2})+/gi, (codes) => {
    try {
      return decodeURIComponent(codes);
    } catch {
      return codes; // not UTF-8, so not part of a link of ours
    }
  });
  return plain.replace(INVISIBLE, '');
}

/** Proofpoint's URL Defense 2 writes % as - and / as _. */
function proofpoint2(text: string): string | null {
  const wrapped = /urldefense[^?]*\/v2\/url\?(?:[^#]*&)?u=([^&\s]+)/i.exec(text)?.[1];
  return wrapped === undefined ? null : decoded(wrapped.replaceAll('_', '/').replaceAll('-', '%'));
}

/** Sophos and others carry the address as base64 in a parameter. */
function base64(text: string): string | null {
  const wrapped = /[?&]\w+=(aHR0c[\w+/%-]+)/.exec(text)?.[1];
  if (wrapped === undefined) return null;
  try {
    return atob(decodeURIComponent(wrapped).replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    return null; // it only looked like base64
  }
}
