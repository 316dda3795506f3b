import type { Role } from '#board/roles';
import type { CreateBoardReply, Outline, OutlineNote, OutlineRegion } from '#protocol/http-api';

/** A board for a journey, used through the API: to set up the test, and to read what the server has stored. */
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
    if (response.status !== 201)
      throw new Error(`creating a board failed: ${response.status} ${await response.text()}`);
    return new BrowserBoard(origin, (await response.json()) as CreateBoardReply);
  }

  /** The token in the link for a role. */
  token(role: Role): string {
    return new URL(this.#links[role]).hash.slice(1);
  }

  /** The link for a role, optionally with a path after the board's, or through another origin. */
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

  /** A region by its key in the template. `alternative` is counted from 0; null for a region that is not repeated. */
  async region(key: string, alternative: number | null = null): Promise<OutlineRegion> {
    const { items, sections } = await this.outline();
    const own = alternative === null ? [] : [items[alternative]?.id];
    const region = sections
      .filter((section) => section.items.join() === own.join())
      .flatMap(({ regions }) => regions)
      .find((one) => one.key === key);
    if (region === undefined) throw new Error(`no region has the key ${key}`);
    return region;
  }

  /** The texts of the notes in a region, in reading order. */
  async texts(key: string, alternative: number | null = null): Promise<string[]> {
    return (await this.region(key, alternative)).notes.map(({ text }) => text);
  }

  async addNote(regionId: string, text: string): Promise<OutlineNote> {
    const response = await this.call('/notes', 'POST', { regionId, text, author: 'Kari' });
    if (response.status !== 201) throw new Error(`adding a note failed: ${response.status} ${await response.text()}`);
    return response.json() as Promise<OutlineNote>;
  }
}
