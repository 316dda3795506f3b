/** Texts of 20 to 160 letters, the same in every run (a linear congruential generator with a fixed seed). */
export function noteTexts(count: number): string[] {
  const words = 'vi kan gi rask hjelp når flere fagfolk møtes tidlig og avklarer ansvar sammen med kommunen'.split(' ');
  let seed = 42;
  const next = (below: number) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed % below;
  };
  return Array.from({ length: count }, (_, i) => {
    const length = 4 + next(24);
    return `${i + 1} ${Array.from({ length }, () => words[next(words.length)]).join(' ')}`;
  });
}

export const COUNT = Number(new URLSearchParams(location.search).get('notes') ?? 2000);

declare global {
  interface Window {
    /** Milliseconds from the start of the navigation until the canvas is usable. */
    readyMs?: number;
    /** Makes this many changes as if another member had made them. */
    change?: (count: number) => void;
    look?: (where: 'near' | 'all') => void;
  }
}

/** Called once the canvas is mounted; two frames later it has painted its notes. */
export function ready(): void {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      window.readyMs = performance.now();
    }),
  );
}
