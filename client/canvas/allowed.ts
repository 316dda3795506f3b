import type { TLUiOverrides } from '@tldraw/tldraw';

/** The actions of tldraw that have a key here. The toolbar runs `insert-media`. */
const ACTIONS: ReadonlySet<string> = new Set([
  'copy',
  'cut',
  'paste',
  'delete',
  'duplicate',
  'insert-media',
  'redo',
  'select-all',
  'select-none',
  'undo',
  'zoom-in',
  'zoom-out',
  'zoom-to-100',
  'zoom-to-fit',
  'zoom-to-selection',
]);

/**
 * What tldraw may do by key: the actions above, and no tool. Its other tools and actions make what no board can hold,
 * such as a sticky or a frame, or change others' notes by a single letter.
 */
export const ALLOWED: TLUiOverrides = {
  tools: () => ({}),
  actions: (_editor, actions) => Object.fromEntries(Object.entries(actions).filter(([id]) => ACTIONS.has(id))),
};
