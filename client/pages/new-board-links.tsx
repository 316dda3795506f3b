import type { ReactElement } from 'react';
import type { CreateBoardReply } from '#protocol/http-api';
import { useTranslations } from '../i18n/use-translations.ts';
import { CopyButton } from '../ui/button.tsx';

/** The three links of a board just made, and what each is for. */
export function NewBoardLinks({ board }: { board: CreateBoardReply }): ReactElement {
  const t = useTranslations('start');
  return (
    <section className="card stack" aria-labelledby="created">
      <h1 id="created" tabIndex={-1} ref={(heading) => heading?.focus()}>
        {t('created', { title: board.title })}
      </h1>
      <p className="hint">{t('createdHint')}</p>
      <LinkRow label={t('linkFacilitator')} hint={t('linkFacilitatorHint')} link={board.links.facilitator} />
      <LinkRow label={t('linkParticipant')} hint={t('linkParticipantHint')} link={board.links.participant} />
      <LinkRow label={t('linkViewer')} hint={t('linkViewerHint')} link={board.links.viewer} />
      <a className="ds-button" data-variant="primary" href={board.links.facilitator}>
        {t('openBoard')}
      </a>
    </section>
  );
}

function LinkRow({ label, hint, link }: { label: string; hint: string; link: string }): ReactElement {
  const common = useTranslations('common');
  return (
    <div className="link-row">
      <div className="grow">
        <h2>{label}</h2>
        <p className="hint">{hint}</p>
      </div>
      <div className="row">
        <input
          className="ds-input grow"
          type="text"
          readOnly
          value={link}
          aria-label={label}
          onFocus={(event) => event.target.select()}
        />
        <CopyButton text={link} label={common('copy')} done={common('copied')} />
      </div>
    </div>
  );
}
