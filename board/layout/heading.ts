import type { Region } from '../region.ts';
import type { Section } from '../section.ts';
import type { Box } from './measure.ts';

/** A heading that stays in view: of a matrix row (a field), of a matrix column (an item), or of a section. */
export interface Heading {
  readonly section: Section;
  /** The first region of a row; null for a column or a section. */
  readonly region: Region | null;
  readonly box: Box;
  /** The whole row, column or section, heading included. */
  readonly span: Box;
}
