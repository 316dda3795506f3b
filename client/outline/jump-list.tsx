import type { ReactElement } from 'react';
import { type Language, labelIn } from '#board/label';
import type { Section } from '#board/section';
import { useTranslations } from '../i18n/use-translations.ts';

/** Links to the sections of the board: a column beside the list, or a select above it on narrow screens. */
export function JumpList({ sections, language }: { sections: readonly Section[]; language: Language }): ReactElement {
  const t = useTranslations('outline');
  const countOf = (section: Section) => section.regions.reduce((sum, region) => sum + region.notes.length, 0);
  return (
    <>
      <nav className="jump" aria-label={t('jump')}>
        <ul>
          {sections.map((section) => (
            <li key={section.id}>
              <button type="button" onClick={() => go(section.id)}>
                <span>{labelIn(section.title, language)}</span>
                <span className="region-count" aria-hidden="true">
                  {countOf(section)}
                </span>
              </button>
            </li>
          ))}
        </ul>
      </nav>
      <div className="jump-small">
        <select className="ds-input" aria-label={t('jumpTo')} value="" onChange={(event) => go(event.target.value)}>
          <option value="" disabled>
            {t('jumpTo')}
          </option>
          {sections.map((section) => (
            <option key={section.id} value={section.id}>
              {labelIn(section.title, language)} ({countOf(section)})
            </option>
          ))}
        </select>
      </div>
    </>
  );
}

function go(sectionId: string): void {
  const heading = document.getElementById(`section-${sectionId}`);
  heading?.scrollIntoView({ block: 'start' });
  heading?.focus({ preventScroll: true });
}
