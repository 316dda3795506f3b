import type { Board } from '../board.ts';
import { regionIdOf } from '../ids.ts';
import { type Language, labelIn } from '../label.ts';

/**
 * Names a region that is not there now (a removed field, one under a removed alternative, or one that the null
 * alternative lacks), to tell where a loose note came from. Null where nothing is known of it.
 */
export function formerName(board: Board, regionId: string, language: Language): string | null {
  const alternatives = [null, ...board.alternatives, ...board.removedAlternatives];
  for (const field of [...board.fields, ...board.removedFields]) {
    for (const alternative of alternatives) {
      if (regionIdOf(field.id, alternative?.id ?? null) !== regionId) continue;
      const name = labelIn(field.title, language);
      return alternative === null ? name : `${alternative.title} – ${name}`;
    }
  }
  return null;
}
