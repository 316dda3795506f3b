import type { Box } from '#board/layout/measure';

/** The style that puts an element on a box of the page, for elements whose own origin is the page's. */
export function boxStyle({ x, y, w, h }: Box): { transform: string; width: number; height: number } {
  return { transform: `translate(${x}px, ${y}px)`, width: w, height: h };
}
