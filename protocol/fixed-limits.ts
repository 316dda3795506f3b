import { FARTHEST } from '#board/coordinates';
import { REGIONS_PER_BOARD } from '#board/reading/empty-sections';
import { DRAWING_BOUNDS } from '#board/rules/drawing-bounds';

/**
 * Bounds that nobody sets, because servers and clients must agree on them. `GET /api/limits` returns them with the
 * limits of `limits.ts`. No editor of ours meets them.
 */
export interface FixedLimit {
  readonly value: number;
  readonly unit: string;
  readonly why: string;
}

const DRAWN = 'beyond it an editor is slow or ends; such a drawing is removed and its sender closed with 4400';

export const FIXED_LIMITS = {
  regionsPerBoard: {
    value: REGIONS_PER_BOARD,
    unit: 'regions',
    why: 'regions and sections that are shown: a product of items and fields; the rest is a reading problem',
  },
  farthestCoordinate: { value: FARTHEST, unit: 'page units', why: `coordinates, both ways: ${DRAWN}` },
  drawingPoints: { value: DRAWING_BOUNDS.points, unit: 'points', why: `ink and lines: ${DRAWN}` },
  drawingCharacters: { value: DRAWING_BOUNDS.characters, unit: 'characters', why: `arrows and boxes: ${DRAWN}` },
  drawingLabelLines: { value: DRAWING_BOUNDS.labelLines, unit: 'lines', why: `arrows: ${DRAWN}` },
  drawingTextNodes: { value: DRAWING_BOUNDS.nodes, unit: 'nodes', why: `text in a box: ${DRAWN}` },
  drawingBumps: { value: DRAWING_BOUNDS.bumps, unit: 'bumps', why: `clouds: ${DRAWN}` },
  drawingExtent: { value: DRAWING_BOUNDS.extent, unit: 'page units', why: `width and height: ${DRAWN}` },
} as const satisfies Readonly<Record<string, FixedLimit>>;
