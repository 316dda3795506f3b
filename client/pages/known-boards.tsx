import { type ReactElement, useState } from 'react';
import { boardLink, forgetBoard, knownBoards, strongestToken } from '../api/remembered.ts';
import { useLanguage } from '../i18n/language.tsx';
import { dayAndTime } from '../i18n/times.ts';
import { useTranslations } from '../i18n/use-translations.ts';
import { Button } from '../ui/button.tsx';

/** The boards that this browser has opened; nothing if there are none. */
export function KnownBoards(): ReactElement | null {
  const t = useTranslations('start');
  const roles = useTranslations('role');
  const { language } = useLanguage();
  const [boards, setBoards] = useState(knownBoards);
  if (boards.length === 0) return null;
  const forget = (id: string) => {
    forgetBoard(id);
    setBoards(knownBoards());
  };
  return (
    <section className="stack" data-gap="sm" aria-labelledby="known">
      <h2 id="known">{t('known')}</h2>
      <p className="hint">{t('knownHint')}</p>
      <ul className="known">
        {boards.map((board) => (
          <li key={board.id}>
            <a href={boardLink(board.id, board.tokens[board.role] ?? strongestToken(board.tokens))}>
              <strong>{board.title}</strong>
              <span className="hint">
                {roles(board.role)} · {dayAndTime(board.openedAt, language)}
              </span>
            </a>
            <Button
              variant="tertiary"
              size="sm"
              icon="close"
              aria-label={t('forget', { title: board.title })}
              onClick={() => forget(board.id)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
