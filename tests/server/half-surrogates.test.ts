/**
 * Texts with half a surrogate pair, as a program sends them that cuts an emoji in two. JSON can carry them, UTF-8 and so
 * Yjs cannot. Asserts that what the server answers, shows and exports is the same before and after a restart.
 */
import { expect, test } from 'vitest';
import { call, createBoard, serverInProcess, temporaryFolder } from '../helpers/server-in-process.ts';

const HALVES = ['\ud83d', 'a\ud83db', '\ude42', '\ude42\ud83d', '🙂\ud83d', 'æ\udbff\n\udc00 x'];
const whole = (text: string) => text.replace(/\p{Surrogate}/gu, '\ufffd');

test('a half surrogate in any text reads the same in the answer, to others, and after a restart', async () => {
  const dataDir = await temporaryFolder();
  const first = await serverInProcess({ dataDir });
  const [half = ''] = HALVES;
  const board = await createBoard(first.url, {
    title: `Tavle ${half}`,
    alternatives: [{ title: `Alternativ ${half}` }],
  });
  const seen = async (url: string) => {
    const api = `${url}/api/boards/${board.id}`;
    const read = async (path: string) => (await call(`${api}${path}`, board.viewer)).text();
    const { exportedAt: _exportedAt, ...exported } = JSON.parse(await read('/export?format=json'));
    return [await read(''), await read('/outline'), await read('/snapshots'), JSON.stringify(exported)];
  };
  const api = `${first.url}/api/boards/${board.id}`;
  const outline = await (await call(`${api}/outline`, board.viewer)).json();
  expect(outline.board.title).toBe('Tavle \ufffd');
  const regionId = outline.sections[0].regions[0].id;
  for (const [i, text] of HALVES.entries()) {
    const send = () =>
      call(`${api}/notes`, board.participant, 'POST', { id: `half-${i}`, regionId, text, author: text });
    const made = await send();
    expect(made.status, text).toBe(201);
    expect(await made.json()).toMatchObject({ text: whole(text), author: whole(text) });
    expect((await send()).status, text).toBe(200);
    const taken = await call(`${api}/snapshots`, board.facilitator, 'POST', { name: `S ${text}` });
    expect((await taken.json()).name).toBe(whole(`S ${text}`).trim());
  }
  const before = await seen(first.url);
  await first.stop();
  const second = await serverInProcess({ dataDir });
  expect(await seen(second.url)).toEqual(before);
  expect(before.join()).not.toMatch(/\\ud[89a-f]/i);
});
