import type { ReactElement } from 'react';
import type { CreateBoardReply } from '#protocol/http-api';
import { useTranslations } from '../i18n/use-translations.ts';
import { LinkRow } from '../shell/link-row.tsx';

/** The three links of a new board, and what each is for. */
export function NewBoardLinks({ board }: { board: CreateBoardReply }): ReactElement {
  const t = useTranslations('start');
  return (
    <section className="card stack" aria-labelledby="created">
      <h1 id="created" tabIndex={-1} ref={(heading) => heading?.focus()}>
        {t('created', { title: board.title })}
      </h1>
      <p className="hint">{t('createdHint')}</p>
      <LinkRow level={2} label={t('linkFacilitator')} hint={t('linkFacilitatorHint')} link={board.links.facilitator} />
      <LinkRow level={2} label={t('linkParticipant')} hint={t('linkParticipantHint')} link={board.links.participant} />
      <LinkRow level={2} label={t('linkViewer')} hint={t('linkViewerHint')} link={board.links.viewer} />
      <a className="ds-button" data-variant="primary" href={board.links.facilitator}>
        {t('openBoard')}
      </a>
    </section>
  );
}
