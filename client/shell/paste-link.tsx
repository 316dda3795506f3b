import { type FormEvent, type ReactElement, useState } from 'react';
import { readInviteLink, readToken } from '../api/invite-link.ts';
import { boardLink } from '../api/remembered.ts';
import { useTranslations } from '../i18n/use-translations.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';

/** Takes a link that somebody pastes, in whatever form mail or chat left it, and opens it. */
export function PasteLink(): ReactElement {
  const t = useTranslations('terminal');
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const here = readInviteLink(location.href);
    const link = readInviteLink(text) ?? (here === null ? null : { ...here, token: readToken(text) });
    if (link === null) setProblem(t('noLinkInText'));
    else if (link.token === '') setProblem(t('noTokenInText'));
    else openLink(boardLink(link.boardId, link.token, link.page));
  };
  return (
    <form className="paste-link" onSubmit={submit}>
      <TextField
        label={t('pasteLink')}
        hint={t('pasteLinkHint')}
        error={problem}
        value={text}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          setText(event.target.value);
          setProblem(undefined);
        }}
      />
      <Button type="submit" variant="primary">
        {t('openLink')}
      </Button>
    </form>
  );
}

function openLink(link: string): void {
  const isHere = link === location.href;
  location.assign(link);
  // Only the fragment changes, or nothing: the browser would not load the page again.
  if (isHere) location.reload();
}
