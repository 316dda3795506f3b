import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { onOutlineKeys } from '../../../client/outline/outline-keys.ts';

/** An element as far as the keys ask for it. */
class Stop {
  readonly dataset: { nav?: string };
  readonly focus = vi.fn();
  constructor(isStop = true) {
    this.dataset = isStop ? { nav: '' } : {};
  }
}

beforeEach(() => void vi.stubGlobal('HTMLElement', Stop));
afterEach(() => void vi.unstubAllGlobals());

function press(key: string, at: number, more: object = {}) {
  const stops = [new Stop(), new Stop(), new Stop()];
  const asked: string[] = [];
  const list = {
    querySelectorAll: (selector: string) => {
      asked.push(selector);
      return stops;
    },
  };
  const event = {
    key,
    target: stops[at],
    altKey: false,
    ctrlKey: false,
    metaKey: false,
    preventDefault: vi.fn(),
    ...more,
  };
  onOutlineKeys(event as never, list as never);
  const focused = stops.flatMap(({ focus }, i) => (focus.mock.calls.length > 0 ? [i] : []));
  return { focused, stopped: event.preventDefault.mock.calls.length > 0, asked };
}

describe('arrow keys in the list', () => {
  it('move the focus to the next heading or note, and nothing else scrolls', () => {
    expect(press('ArrowDown', 0)).toEqual({ focused: [1], stopped: true, asked: ['[data-nav]'] });
    expect(press('ArrowUp', 2)).toMatchObject({ focused: [1], stopped: true });
  });

  it('are the page’s own at the ends', () => {
    expect(press('ArrowUp', 0)).toMatchObject({ focused: [], stopped: false });
    expect(press('ArrowDown', 2)).toMatchObject({ focused: [], stopped: false });
  });

  it('are others’ with Alt, Ctrl or Cmd, and so are other keys', () => {
    for (const more of [{ altKey: true }, { ctrlKey: true }, { metaKey: true }])
      expect(press('ArrowDown', 0, more)).toMatchObject({ focused: [], stopped: false });
    for (const key of ['Tab', 'ArrowLeft', 'Enter'])
      expect(press(key, 0)).toMatchObject({ focused: [], stopped: false });
  });

  it('are those of the element that has them, unless it is a heading or a note itself', () => {
    for (const target of [new Stop(false), null, {}])
      expect(press('ArrowDown', 0, { target })).toMatchObject({ focused: [] });
    expect(() => onOutlineKeys({ key: 'ArrowDown' } as never, null)).not.toThrow();
  });
});
