import { vi } from 'vitest';

/** How wide a letter is in {@link stubBrowser}. Pixels. */
export const LETTER = 10;

/**
 * The little of a browser that is needed to lay out notes: letters that are all as wide as each other, and frames that
 * come when the test says so. Undo it with `vi.unstubAllGlobals()`.
 */
export function stubBrowser(
  context: object | null = { font: '', measureText: (text: string) => ({ width: text.length * LETTER }) },
) {
  const frames = new Map<number, () => void>();
  const elements = new Map<string, { focus: () => void }>();
  let last = 0;
  vi.stubGlobal('document', {
    createElement: () => ({ getContext: () => context }),
    fonts: { load: async () => [] },
    getElementById: (id: string) => elements.get(id) ?? null,
  });
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => {
    last += 1;
    frames.set(last, run);
    return last;
  });
  vi.stubGlobal('cancelAnimationFrame', (id: number) => frames.delete(id));
  return {
    elements,
    /** Runs what waits for the next frame, and says how much that was. */
    frame(): number {
      const due = [...frames.values()];
      frames.clear();
      for (const run of due) run();
      return due.length;
    },
  };
}
