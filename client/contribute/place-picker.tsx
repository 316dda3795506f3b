import { type ReactElement, useState } from 'react';
import type { Outline, OutlineSection } from '#protocol/http-api';
import { useTranslations } from '../i18n/use-translations.ts';
import { Button } from '../ui/button.tsx';

/** Two lists of large buttons, one after the other: a section of the board, then a field in it. */
export function PlacePicker(props: { outline: Outline; onPick: (regionId: string) => void }): ReactElement {
  const { outline, onPick } = props;
  const t = useTranslations('contribute');
  const words = useTranslations('outline');
  const [chosen, setChosen] = useState<OutlineSection | null>(null);
  const choose = (section: OutlineSection) => {
    const [only, ...others] = section.regions;
    if (only !== undefined && others.length === 0) onPick(only.id);
    else setChosen(section);
  };
  const section = chosen === null ? null : (outline.sections.find(({ id }) => id === chosen.id) ?? null);
  if (section === null) {
    const sections = outline.sections.filter(({ regions }) => regions.length > 0);
    // The alternatives come first: most people come to write about them.
    const sorted = [
      ...sections.filter(({ items }) => items.length > 0),
      ...sections.filter(({ items }) => items.length === 0),
    ];
    return (
      <section className="stack" aria-labelledby="which-part">
        <p className="hint">{t('intro')}</p>
        <h2 id="which-part">{t('alternative')}</h2>
        <ul className="choices">
          {sorted.map((one) => (
            <li key={one.id}>
              <button type="button" onClick={() => choose(one)}>
                {one.title}
              </button>
            </li>
          ))}
        </ul>
      </section>
    );
  }
  return (
    <section className="stack" aria-labelledby="which-field">
      <Button variant="tertiary" size="sm" onClick={() => setChosen(null)}>
        ← {section.title}
      </Button>
      <h2 id="which-field" tabIndex={-1} ref={(heading) => heading?.focus()}>
        {t('field')}
      </h2>
      <ul className="choices">
        {section.regions.map((region) => (
          <li key={region.id}>
            <button type="button" onClick={() => onPick(region.id)}>
              <span>{region.title}</span>
              <span className="hint">{words('count', { count: region.notes.length })}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
