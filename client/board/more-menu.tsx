import type { ReactElement } from 'react';
import type { ExportFormat } from '#protocol/http-api';
import { downloadExport } from '../api/boards.ts';
import { boardLink } from '../api/remembered.ts';
import { ExportChoices } from '../facilitate/export-choices.tsx';
import { useLanguage } from '../i18n/language.tsx';
import { useTranslations } from '../i18n/use-translations.ts';
import { useReason } from '../shell/dead-end.tsx';
import { LanguageChoices, ThemeChoices } from '../shell/preferences.tsx';
import type { BoardSession } from '../sync/board-session.ts';
import { requestPicture } from '../sync/picture-request.ts';
import { Button } from '../ui/button.tsx';
import { Menu } from '../ui/menu.tsx';
import { useToast } from '../ui/toast.tsx';

export function MoreMenu(props: {
  session: BoardSession;
  canDraw: boolean;
  onRename: (() => void) | undefined;
}): ReactElement {
  const { session, canDraw, onRename } = props;
  const t = useTranslations('bar');
  const common = useTranslations('common');
  const { language } = useLanguage();
  const reason = useReason();
  const toast = useToast();
  const download = (format: ExportFormat) =>
    downloadExport(session, format, language).catch((error: unknown) =>
      toast({ text: t('exportFailed', { reason: reason(error) }) }),
    );
  return (
    <Menu label={t('more')}>
      {(close) => (
        <>
          {session.token === '' ? null : (
            <>
              <h3>{t('export')}</h3>
              <ExportChoices
                onChosen={(format) => {
                  close();
                  void download(format);
                }}
              />
            </>
          )}
          {canDraw
            ? (['png', 'svg'] as const).map((format) => (
                <Button
                  key={format}
                  variant="tertiary"
                  size="sm"
                  onClick={() => {
                    close();
                    requestPicture(format);
                  }}
                >
                  {t(format)}
                </Button>
              ))
            : null}
          <h3>{common('language')}</h3>
          <LanguageChoices onChosen={close} />
          <h3>{common('theme')}</h3>
          <ThemeChoices onChosen={close} />
          {session.readOnly ? null : (
            <a
              className="ds-button menu-apart"
              data-variant="tertiary"
              data-size="sm"
              href={boardLink(session.boardId, session.token, '/bidra')}
            >
              {t('contribute')}
            </a>
          )}
          {onRename === undefined || session.readOnly ? null : (
            <Button variant="tertiary" size="sm" onClick={onRename}>
              {t('changeName')}
            </Button>
          )}
        </>
      )}
    </Menu>
  );
}
