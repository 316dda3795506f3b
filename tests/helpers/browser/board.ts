import type { Role } from '#board/roles';
import type { CreateBoardReply, Outline, OutlineNote, OutlineRegion } from '#protocol/http-api';

/** A board for a journey, reached over the API: to set the scene, and to see what the server really holds. */
export class BrowserBoard {
  readonly id: string;
  readonly #origin: string;
  readonly #links: Readonly<Record<Role, string>>;

  constructor(origin: string, { id, links }: CreateBoardReply) {
    this.id = id;
    this.#origin = origin;
    this.#links = links;
  }

  static async create(origin: string, body: object = {}): Promise<BrowserBoard> {
    const response = await fetch(`${origin}/api/boards`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        templates: ['alternativer', 'robuste-fagmiljo'],
        title: 'Digital arbeidsøkt',
        language: 'nb',
        alternatives: [{ title: 'Dagens sted' }, { title: 'Samle alt' }, { title: 'Ingen endring', isNull: true }],
        ...body,
      }),
    });
    if (response.status !== 201) throw new Error(`no board was made: ${response.status} ${await response.text()}`);
    return new BrowserBoard(origin, (await response.json()) as CreateBoardReply);
  }

  /** The secret part of a link. */
  token(role: Role): string {
    return new URL(this.#links[role]).hash.slice(1);
  }

  /** A link as given, or with another path after the board's or through another origin. */
  link(role: Role, path = '', origin = this.#origin): string {
    return `${origin}/b/${this.id}${path}#${this.token(role)}`;
  }

  call(path: string, method = 'GET', body?: object): Promise<Response> {
    return fetch(`${this.#origin}/api/boards/${this.id}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token('facilitator')}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async outline(): Promise<Outline> {
    return (await this.call('/outline')).json() as Promise<Outline>;
  }

  /** A region by its template's key; `alternative` counts from 0, null is a region that there is one of. */
  async region(key: string, alternative: number | null = null): Promise<OutlineRegion> {
    const { items, sections } = await this.outline();
    const own = alternative === null ? [] : [items[alternative]?.id];
    const region = sections
      .filter((section) => section.items.join() === own.join())
      .flatMap(({ regions }) => regions)
      .find((one) => one.key === key);
    if (region === undefined) throw new Error(`there is no region ${key}`);
    return region;
  }

  /** The texts in a region, in reading order. */
  async texts(key: string, alternative: number | null = null): Promise<string[]> {
    return (await this.region(key, alternative)).notes.map(({ text }) => text);
  }

  async addNote(regionId: string, text: string): Promise<OutlineNote> {
    const response = await this.call('/notes', 'POST', { regionId, text, author: 'Kari' });
    if (response.status !== 201) throw new Error(`no note was made: ${response.status} ${await response.text()}`);
    return response.json() as Promise<OutlineNote>;
  }
}
