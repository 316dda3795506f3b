import { type ReactElement, useState } from 'react';
import { ROLES, type Role } from '#board/roles';
import { revokeInvite, rotateInvite } from '../api/boards.ts';
import { boardLink, forgetToken, knownBoard, rememberBoard, tokenIn } from '../api/remembered.ts';
import { useTranslations } from '../i18n/use-translations.ts';
import type { BoardSession } from '../sync/board-session.ts';
import { Button } from '../ui/button.tsx';
import { CopyField } from '../ui/copy-field.tsx';
import { useToast } from '../ui/toast.tsx';
import { useFailure } from './use-failure.ts';

/** The three invite links: show those that this browser has seen, replace them, withdraw them. */
export function Invites({ session }: { session: BoardSession }): ReactElement {
  const t = useTranslations('panel');
  const roles = useTranslations('role');
  const common = useTranslations('common');
  const toast = useToast();
  const fail = useFailure();
  const { boardId } = session;
  const [tokens, setTokens] = useState(() => knownBoard(boardId)?.tokens ?? {});
  const refresh = () => setTokens(knownBoard(boardId)?.tokens ?? {});

  const rotate = async (role: Role) => {
    try {
      const token = tokenIn((await rotateInvite(session, role)).link);
      rememberBoard(boardId, session.reader.read().meta.title, 'facilitator', { [role]: token }, Date.now());
      refresh();
      toast({ text: t('rotated') });
      // The facilitator's own link was replaced: continue with the new one.
      if (role === session.role) location.replace(`#${token}`);
    } catch (error) {
      fail(error);
    }
  };
  const revoke = async (role: Role) => {
    try {
      await revokeInvite(session, role);
      forgetToken(boardId, role);
      refresh();
      toast({ text: t('revoked') });
    } catch (error) {
      fail(error);
    }
  };
  return (
    <>
      <p className="hint">{t('invitesHint')}</p>
      <ul className="stack">
        {ROLES.map((role) => {
          const token = tokens[role];
          return (
            <li key={role} className="panel-item">
              <h3>{roles(role)}</h3>
              {token === undefined ? (
                <p className="hint">{t('inviteUnknown')}</p>
              ) : (
                <div className="panel-line">
                  <CopyField
                    label={roles(role)}
                    text={boardLink(boardId, token)}
                    copy={common('copy')}
                    copied={common('copied')}
                  />
                </div>
              )}
              <div className="row">
                <Button
                  size="sm"
                  aria-label={`${t('rotate')}: ${roles(role)}`}
                  title={t('rotateHint')}
                  onClick={() => void rotate(role)}
                >
                  {t('rotate')}
                </Button>
                {role === session.role ? null : (
                  <Button
                    size="sm"
                    variant="tertiary"
                    aria-label={`${t('revoke')}: ${roles(role)}`}
                    onClick={() => void revoke(role)}
                  >
                    {t('revoke')}
                  </Button>
                )}
              </div>
            </li>
          );
        })}
      </ul>
      <p className="hint">{t('rotateHint')}</p>
    </>
  );
}
