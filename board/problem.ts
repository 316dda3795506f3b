import type { RootName } from './board-doc.ts';

/** Something in the document that could not be read as meant. It is left as it is and shown as well as can be. */
export interface Problem {
  readonly root: RootName;
  readonly id: string;
  readonly what: 'not-a-record' | 'unknown-section' | 'unknown-region';
}
