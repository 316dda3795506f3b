import { expect, it } from 'vitest';
import { newToken } from '../../sync-server/access/tokens.ts';

it('a token is made anew until it ends in a letter or a digit', () => {
  const ids = ['a_', 'b-', '-_c', 'd'];
  expect(newToken(() => ids.shift() ?? '')).toBe('-_c');
  expect(ids).toEqual(['d']);
});
