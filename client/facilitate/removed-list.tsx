import type { ReactElement } from 'react';
import { useTranslations } from '../i18n/use-translations.ts';
import { Button } from '../ui/button.tsx';

/** The names of things that were removed, each with a button that brings it back. Shows nothing when there are none. */
export function RemovedList<Id extends string>(props: {
  heading: string;
  removed: readonly { readonly id: Id; readonly name: string }[];
  onRestore: (id: Id) => void;
}): ReactElement | null {
  const { heading, removed, onRestore } = props;
  const common = useTranslations('common');
  if (removed.length === 0) return null;
  return (
    <section className="stack" data-gap="sm">
      <h3>{heading}</h3>
      <ul className="stack" data-gap="sm">
        {removed.map(({ id, name }) => (
          <li key={id} className="panel-line">
            <span className="grow">{name}</span>
            <Button size="sm" aria-label={`${common('restore')}: ${name}`} onClick={() => onRestore(id)}>
              {common('restore')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
