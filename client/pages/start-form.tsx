import { type FormEvent, type ReactElement, useEffect, useId, useState } from 'react';
import { LANGUAGES, type Language, labelIn } from '#board/label';
import type { CreateBoardReply, TemplateSummary } from '#protocol/http-api';
import { createBoard, listTemplates } from '../api/boards.ts';
import { maxLengthOf } from '../api/limits.ts';
import { rememberBoard, tokenIn } from '../api/remembered.ts';
import { ApiError } from '../api/request.ts';
import { useLanguage } from '../i18n/language.tsx';
import { useTranslations } from '../i18n/use-translations.ts';
import { useReason } from '../shell/dead-end.tsx';
import { Button } from '../ui/button.tsx';
import { Check, Select, TextArea, TextField } from '../ui/field.tsx';
import { readAlternatives } from './alternatives.ts';

/** The form that creates a board. */
export function StartForm({ onCreated }: { onCreated: (board: CreateBoardReply) => void }): ReactElement {
  const t = useTranslations('start');
  const common = useTranslations('common');
  const { language } = useLanguage();
  const reason = useReason();
  const { templates, failed, load } = useTemplates();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [title, setTitle] = useState('');
  const [boardLanguage, setBoardLanguage] = useState<Language>(language);
  const [list, setList] = useState('');
  const [lastIsNull, setLastIsNull] = useState(true);
  const [adminToken, setAdminToken] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const asked = templates.filter((template) => chosen.includes(template.id));
  const wantsAlternatives = asked.some((template) => template.parameters.alternatives === true);
  const alternatives = readAlternatives(list, lastIsNull);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (chosen.length === 0 || title.trim() === '') return;
    setBusy(true);
    setError(null);
    try {
      const board = await createBoard(
        {
          templates: asked.map((template) => template.id),
          title: title.trim(),
          language: boardLanguage,
          ...(wantsAlternatives ? { alternatives } : {}),
        },
        adminToken ?? '',
      );
      const { facilitator, participant, viewer } = board.links;
      const tokens = { facilitator: tokenIn(facilitator), participant: tokenIn(participant), viewer: tokenIn(viewer) };
      rememberBoard(board.id, board.title, 'facilitator', tokens, Date.now());
      onCreated(board);
    } catch (failure) {
      if (failure instanceof ApiError && failure.status === 401) setAdminToken((token) => token ?? '');
      setError(reason(failure));
    } finally {
      setBusy(false);
    }
  };

  const toggle = (id: string, on: boolean) =>
    setChosen((ids) => (on ? [...ids, id] : ids.filter((other) => other !== id)));

  return (
    <form className="stack" onSubmit={(event) => void submit(event)} noValidate>
      <fieldset className="plain-fieldset">
        <legend className="field-label">{t('templates')}</legend>
        <p className="hint">{t('templatesHint')}</p>
        {failed ? (
          <p className="error-text">
            {common('offline')}{' '}
            <Button size="sm" onClick={load}>
              {common('retry')}
            </Button>
          </p>
        ) : null}
        {templates.map((template) => (
          <Check
            key={template.id}
            label={labelIn(template.title, language)}
            hint={labelIn(template.description, language)}
            checked={chosen.includes(template.id)}
            onChange={(on) => toggle(template.id, on)}
          />
        ))}
        {tried && chosen.length === 0 ? <p className="error-text">{t('needTemplate')}</p> : null}
      </fieldset>
      <TextField
        label={t('title')}
        hint={t('titleExample')}
        error={tried && title.trim() === '' ? t('needTitle') : undefined}
        value={title}
        maxLength={maxLengthOf('titleCharacters')}
        onChange={(event) => setTitle(event.target.value)}
      />
      {wantsAlternatives ? (
        <>
          <TextArea
            label={t('alternatives')}
            hint={t('alternativesHint')}
            rows={5}
            value={list}
            onChange={(event) => setList(event.target.value)}
          />
          <Check
            label={t('lastIsNull')}
            hint={t('lastIsNullHint')}
            toggle
            checked={lastIsNull}
            onChange={setLastIsNull}
          />
          <Preview alternatives={alternatives} />
        </>
      ) : null}
      <Select
        label={t('language')}
        hint={t('languageHint')}
        value={boardLanguage}
        onChange={(value) => setBoardLanguage(LANGUAGES.find((one) => one === value) ?? 'nb')}
      >
        {LANGUAGES.map((one) => (
          <option key={one} value={one}>
            {common(one)}
          </option>
        ))}
      </Select>
      {adminToken === null ? null : (
        <TextField
          label={t('adminToken')}
          hint={t('adminTokenHint')}
          type="password"
          autoComplete="off"
          value={adminToken}
          onChange={(event) => setAdminToken(event.target.value)}
        />
      )}
      <div role="alert">{error === null ? null : <p className="error-text">{error}</p>}</div>
      <Button type="submit" variant="primary" disabled={busy}>
        {busy ? t('creating') : t('create')}
      </Button>
    </form>
  );
}

function Preview({ alternatives }: { alternatives: ReturnType<typeof readAlternatives> }): ReactElement | null {
  const t = useTranslations('start');
  const id = useId();
  if (alternatives.length === 0) return null;
  return (
    <div>
      <p id={id} className="field-label">
        {t('preview')}
      </p>
      <ol className="preview" aria-labelledby={id}>
        {alternatives.map(({ title, isNull }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two alternatives may have the same name; only the order tells them apart.
          <li key={index} data-null={isNull || undefined}>
            {isNull ? t('nullNamed', { title }) : t('alternativeNamed', { n: String(index + 1), title })}
          </li>
        ))}
      </ol>
    </div>
  );
}

function useTemplates() {
  const [templates, setTemplates] = useState<readonly TemplateSummary[]>([]);
  const [failed, setFailed] = useState(false);
  const load = () => {
    setFailed(false);
    listTemplates().then(setTemplates, () => setFailed(true));
  };
  useEffect(load, []);
  return { templates, failed, load };
}
