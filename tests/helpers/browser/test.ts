import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContextOptions, test as base, expect, type Page } from '@playwright/test';
import { type ServerProcess, startServer } from '../server-process.ts';

/** A real server in a process of its own, with a data folder of its own. */
export interface App {
  readonly url: string;
  /** Ends it with SIGKILL. */
  kill(): Promise<void>;
  /** Starts it again on the same port with the same data folder. */
  restart(): Promise<void>;
}

/** Opens a link in a browser of its own; with a `name` also enters the board. */
export type Visit = (link: string, as?: { name?: string } & BrowserContextOptions) => Promise<Page>;

interface Fixtures {
  app: App;
  visit: Visit;
  /** Errors that pages may throw: known ones, by a library. */
  allowedErrors: RegExp | null;
  /** Environment variables for the server. */
  env: Readonly<Record<string, string>>;
}

/** Playwright's test with a server and visitors. A page that throws an error fails its journey. */
export const test = base.extend<Fixtures>({
  allowedErrors: [null, { option: true }],
  env: [{}, { option: true }],
  app: async ({ env }, use) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'veivalg-journey-'));
    let server: ServerProcess = await startServer(dataDir, env);
    const { url } = server;
    await use({
      url,
      kill: async () => void (await server.end('SIGKILL')),
      restart: async () => {
        server = await startServer(dataDir, { ...env, PORT: new URL(url).port });
      },
    });
    await server.end('SIGKILL');
    await rm(dataDir, { recursive: true, force: true });
  },
  visit: async ({ browser, contextOptions, allowedErrors }, use) => {
    const thrown: string[] = [];
    const opened: Page[] = [];
    await use(async (link, { name, ...options } = {}) => {
      const context = await browser.newContext({ ...contextOptions, ...options });
      context.on('weberror', (error) => thrown.push(String(error.error().stack)));
      const page = await context.newPage();
      opened.push(page);
      await page.goto(link);
      if (name !== undefined) await enter(page, name);
      return page;
    });
    for (const page of opened) await page.context().close();
    expect(
      thrown.filter((stack) => allowedErrors?.test(stack) !== true),
      'errors thrown by pages',
    ).toEqual([]);
  },
});

export { expect };

/** Enters a board under a name. */
export async function enter(page: Page, name: string): Promise<void> {
  await page.getByLabel('Hva heter du?').fill(name);
  await page.getByRole('button', { name: 'Gå inn' }).click();
}

/** Waits until the page says that everything written on it is saved. */
export async function isSaved(page: Page): Promise<void> {
  await expect(page.getByTestId('saved-state')).toContainText(/Lagret på serveren kl\. \d\d[.:]\d\d/, {
    timeout: 20_000,
  });
}
