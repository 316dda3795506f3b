/** Bounds of what tldraw can draw without ending the editor. They are the same on every server and in every client. */
export const DRAWING_BOUNDS = {
  /** Points of ink or of a line. tldraw ends a stroke after 600 points and begins the next one. */
  points: 1000,
  /** UTF-16 units on an arrow or in a box. */
  characters: 8000,
  /** Lines on an arrow. */
  labelLines: 200,
  /** Bumps of a cloud: their number grows with its length divided by its height. */
  bumps: 10_000,
  /** Page units. tldraw draws the outline of a cloud or of ink in steps, so the number of steps is bounded. */
  extent: 100_000,
  /** Paragraphs, lists and runs of letters in a box. */
  nodes: 500,
} as const;
