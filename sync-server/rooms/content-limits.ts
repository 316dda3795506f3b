import type * as Y from 'yjs';
import { recordCount } from '#board/rules/record-count';
import type { RuleLimits } from '#board/rules/rule-limits';
import type { Glance } from '../update-guard/glance.ts';
import { growthOf } from '../update-guard/growth.ts';

/**
 * Bytes from which the letters of an update are counted before it is accepted. What somebody types or drags is smaller;
 * counting its letters would mean applying each key press by itself, at three times the cost.
 */
const LONG_UPDATE = 1024;

/**
 * Holds a board to its limits of records and of letters in a note before an update is accepted, so that nothing that was
 * acknowledged has to be removed again. The number of records is known as an upper bound. An update is measured, which
 * costs as much as judging it, only if that bound would pass the limit, or if it is long enough to hold a whole text.
 */
export class ContentLimits {
  readonly #doc: () => Y.Doc;
  readonly #limits: RuleLimits;
  #mostRecords = Number.POSITIVE_INFINITY;

  constructor(doc: () => Y.Doc, limits: RuleLimits) {
    this.#doc = doc;
    this.#limits = limits;
  }

  /**
   * Whether an update fits, which was found to be allowed. If so, it counts as accepted. `isPart`: it is a part of a
   * larger one, after which a text may be long because the part that deletes its old half is still to come.
   */
  takes(update: Uint8Array, { puts }: Pick<Glance, 'puts'>, isPart: boolean): boolean {
    const { recordsPerBoard, noteCharacters } = this.#limits;
    const isLong = !isPart && update.length > LONG_UPDATE;
    if (this.#mostRecords + puts > recordsPerBoard && puts > 0) this.#mostRecords = recordCount(this.#doc());
    const mayOverflow = this.#mostRecords + puts > recordsPerBoard && puts > 0;
    if (!isLong && !mayOverflow) {
      this.#mostRecords += puts;
      return true;
    }
    const { added, erased, longestText } = growthOf(this.#doc(), update);
    if (!isPart && longestText > noteCharacters) return false;
    const after = this.#mostRecords + added - erased;
    if (added > 0 && after > recordsPerBoard) return false;
    this.#mostRecords = after;
    return true;
  }

  /** The server has changed the document itself: records must be counted again. */
  forget(): void {
    this.#mostRecords = Number.POSITIVE_INFINITY;
  }
}
