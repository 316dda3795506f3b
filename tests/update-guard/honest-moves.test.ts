import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import { putPlaces } from '#board/places';
import { touches } from '../../sync-server/update-guard/touches.ts';

test('takes every second of 5,000 notes moved at once, after all were moved together', () => {
  const [member, server] = [createBoardDoc(), createBoardDoc()];
  const ids = Array.from({ length: 5_000 }, (_, i) => `n${i}`);
  putPlaces(member, new Map(ids.map((id) => [id, { pos: [0, 0], order: 'a0' }])));
  Y.applyUpdate(server, Y.encodeStateAsUpdate(member));
  const before = Y.encodeStateVector(member);
  putPlaces(member, new Map(ids.filter((_, i) => i % 2 === 0).map((id) => [id, { pos: [9, 9], order: 'a0' }])));
  const update = Y.encodeStateAsUpdate(member, before);
  expect(touches(server, update)).toMatchObject({ gap: false, empty: false });
});
