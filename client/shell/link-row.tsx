import type { ReactElement } from 'react';
import { useTranslations } from '../i18n/use-translations.ts';
import { CopyField } from '../ui/copy-field.tsx';

/** One link and what it is for. `level` is the level of its heading. */
export function LinkRow(props: { level: 2 | 3; label: string; hint?: string; link: string }): ReactElement {
  const common = useTranslations('common');
  const Heading = `h${props.level}` as const;
  return (
    <div className="link-row">
      <div>
        <Heading>{props.label}</Heading>
        {props.hint === undefined ? null : <p className="hint">{props.hint}</p>}
      </div>
      <div className="row">
        <CopyField label={props.label} text={props.link} copy={common('copy')} copied={common('copied')} />
      </div>
    </div>
  );
}
