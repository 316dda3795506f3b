import { afterEach, describe, expect, it, vi } from 'vitest';
import { readInviteLink, readToken } from '../../client/api/invite-link.ts';
import { mendAddress } from '../../client/pages/mend-address.ts';

const ID = 'bO4-rd_id0123456789abc';
const TOKEN = 't_ken-0123456789abcdeZ';
const ORIGIN = 'https://veivalg.example';
const PAGES = ['', '/bidra', `/s/${'s'.repeat(22)}`];

const safe = (link: string) => encodeURIComponent(link);
/** What mail, chat and their filters make of a link. */
const MUTATIONS: Readonly<Record<string, (link: string) => string>> = {
  nothing: (link) => link,
  'a full stop after it': (link) => `${link}.`,
  'a bracket after it': (link) => `${link})`,
  'a comma after it': (link) => `${link},`,
  'angle brackets around it': (link) => `<${link}>`,
  'an encoded angle bracket after it': (link) => `${link}%3E`,
  'an encoded space after it': (link) => `${link}%20`,
  'an encoded no-break space after it': (link) => `${link}%C2%A0`,
  'half of an encoded character after it': (link) => `${link}%E2%80`,
  'a quotation mark after it': (link) => `${link}»`,
  'an underscore after it': (link) => `${link}_`,
  'asterisks around it': (link) => `**${link}**`,
  'the # encoded': (link) => link.replace('#', '%23'),
  'the # encoded twice': (link) => link.replace('#', '%2523'),
  'the # encoded, and a full stop': (link) => `${link.replace('#', '%23')}.`,
  'a space after the #': (link) => link.replace('#', '#%20'),
  'a slash before the #': (link) => link.replace('#', '/#'),
  'a query before the #': (link) => link.replace('#', '?fbclid=abc&utm_source=mail#'),
  'its own characters encoded': (link) => link.replace('#', '%23').replaceAll('_', '%5F').replaceAll('-', '%2D'),
  'the token encoded': (link) =>
    link.replace(TOKEN, [...TOKEN].map((c) => `%${c.charCodeAt(0).toString(16)}`).join('')),
  'an unseen character in it': (link) => link.replace('0123', '01\u200b23'),
};
/** Only pasted: a browser cannot come here by them. */
const WRAPPED: Readonly<Record<string, (link: string) => string>> = {
  'a message around it': (link) => `Hei!\nHer er tavla: ${link}\nHilsen Anne`,
  'a line broken in it': (link) => link.replace('0123456789abcdeZ', '0123\r\n456789abcdeZ'),
  'a quoted line broken in it': (link) => link.replace('456789abcdeZ', '=\r\n> 456789abcdeZ'),
  'all of it encoded': safe,
  'Outlook’s Safe Links': (link) =>
    `https://nam02.safelinks.protection.outlook.com/?url=${safe(link)}&data=05%7C02%7Ca&sdata=x%3D&reserved=0`,
  'Google’s redirect': (link) => `https://www.google.com/url?q=${safe(link)}&sa=D&source=docs`,
  'Proofpoint 2': (link) =>
    `https://urldefense.proofpoint.com/v2/url?u=${link.replace(/[^\w./]|_/g, (c) => `-${c.charCodeAt(0).toString(16).toUpperCase()}`).replaceAll('/', '_')}&d=DwMFAg&c=x`,
  'Proofpoint 3': (link) => `https://urldefense.com/v3/__${link.replace('#', '*')}__;Iw!!abc$`,
  Cisco: (link) => `https://secure-web.cisco.com/1abcDEF/${safe(link)}`,
  Barracuda: (link) => `https://linkprotect.cudasvc.com/url?a=${safe(link)}&c=E,1`,
  Sophos: (link) => `https://eu-west.protection.sophos.com/?d=veivalg.example&u=${safe(btoa(link))}&p=m`,
};

describe.each(PAGES)('a link to the page «%s»', (page) => {
  const link = `${ORIGIN}/b/${ID}${page}#${TOKEN}`;

  it.each(Object.keys({ ...MUTATIONS, ...WRAPPED }))('is read from a pasted text with %s', (name) => {
    const text = { ...MUTATIONS, ...WRAPPED }[name]?.(link) ?? '';
    expect(readInviteLink(text), text).toEqual({ boardId: ID, page, token: TOKEN });
  });

  it.each(Object.keys(MUTATIONS))('opens with %s', (name) => {
    const address = openedAt(new URL(MUTATIONS[name]?.(link).replace(/^[^h]+/, '') ?? ''));
    expect(address.pathname).toBe(`/b/${ID}${page}`);
    expect(readToken(address.hash)).toBe(TOKEN);
  });

  it('shows its page when the fragment is lost', () => {
    for (const end of ['', '.', ')', '%20', '/', '%3E'])
      expect(openedAt(new URL(`${ORIGIN}/b/${ID}${page}${end}`)).href).toBe(`${ORIGIN}/b/${ID}${page}`);
  });
});

describe('what is no link to a board', () => {
  it.each(['', 'Hei', ORIGIN, `${ORIGIN}/b/short#${TOKEN}`, '%', '%E0%A4%A', 'https://x.example/?u=aHR0cHM6'])(
    '«%s» is not taken for one',
    (text) => expect(readInviteLink(text)).toBeNull(),
  );

  it('a token that is cut short is not taken for one', () => {
    expect(readInviteLink(`${ORIGIN}/b/${ID}#${TOKEN.slice(0, 21)}`)?.token).toBe('');
    expect(readToken(`#${TOKEN.slice(0, 21)}`)).toBe('');
    expect(readToken('')).toBe('');
  });

  it('a token alone is read as one', () => expect(readToken(` ${TOKEN}. `)).toBe(TOKEN));
});

/** The address after the page has been opened at one. */
function openedAt(url: URL): URL {
  let shown = url;
  vi.stubGlobal('location', url);
  vi.stubGlobal('history', { replaceState: (_state: unknown, _title: string, to: string) => (shown = new URL(to)) });
  mendAddress();
  return shown;
}

afterEach(() => vi.unstubAllGlobals());
