import type { ReactElement } from 'react';
import { addField, type Field, moveField, removeField, renameField, restoreField } from '#board/field';
import type { FieldId } from '#board/ids';
import { labelIn } from '#board/label';
import { orderAfter } from '#board/order';
import { newId } from '../api/new-id.ts';
import { useLanguage } from '../i18n/language.tsx';
import { useTranslations } from '../i18n/use-translations.ts';
import type { BoardSession } from '../sync/board-session.ts';
import { useBoard } from '../sync/hooks.ts';
import { Button } from '../ui/button.tsx';
import { AddByName } from './add-by-name.tsx';
import { fieldGroups, nextField, swapRows } from './field-groups.ts';
import { MoveButtons } from './move-buttons.tsx';
import { NameField } from './name-field.tsx';
import { RemovedList } from './removed-list.tsx';
import { useRemoval } from './use-removal.ts';
import { useSteps } from './use-steps.ts';

/**
 * The fields by section: add, rename, move, remove and restore. A field of a repeated section is a row of the matrix.
 */
export function Fields({ session }: { session: BoardSession }): ReactElement {
  const t = useTranslations('panel');
  const common = useTranslations('common');
  const { language } = useLanguage();
  const board = useBoard(session);
  const step = useSteps(session);
  const removal = useRemoval(session);

  const remove = (field: Field) =>
    removal({
      name: labelIn(field.title, language),
      isOwn: (region) => region.fieldId === field.id,
      remove: (doc) => removeField(doc, field.id),
      restore: (doc) => restoreField(doc, field.id),
    });
  const swap = (field: Field, other: Field | undefined) => {
    if (other === undefined) return;
    step((doc) => {
      for (const { id, row } of swapRows(field, other)) moveField(doc, id, row);
    });
  };
  return (
    <>
      {fieldGroups(board).map((group) => {
        const name = labelIn(group.title, language);
        return (
          <section key={group.id} className="stack" data-gap="sm">
            <h3>{group.repeated ? t('fieldsOfAll') : name}</h3>
            <ul className="stack" data-gap="sm">
              {group.fields.map((field) => {
                const title = labelIn(field.title, language);
                const above = nextField(group.fields, field, -1);
                const below = nextField(group.fields, field, 1);
                return (
                  <li key={field.id} className="panel-line">
                    <NameField
                      label={t('fieldName', { name: title })}
                      value={title}
                      onRename={(next) => step((doc) => renameField(doc, field.id, next))}
                    />
                    <MoveButtons
                      name={title}
                      canMoveUp={above !== undefined}
                      canMoveDown={below !== undefined}
                      onMove={(by) => swap(field, by < 0 ? above : below)}
                    />
                    <Button
                      variant="tertiary"
                      size="sm"
                      icon="trash"
                      aria-label={`${common('remove')}: ${title}`}
                      onClick={() => remove(field)}
                    />
                  </li>
                );
              })}
            </ul>
            <AddByName
              limit="titleCharacters"
              label={group.repeated ? t('newField') : t('newFieldIn', { section: name })}
              onAdd={(title) => {
                const id = newId<FieldId>();
                step((doc) =>
                  addField(doc, {
                    id,
                    section: group.id,
                    key: id,
                    title,
                    order: orderAfter(group.fields, id),
                    ...group.free,
                  }),
                );
              }}
            />
          </section>
        );
      })}
      <RemovedList
        heading={t('removedFields')}
        removed={board.removedFields.map(({ id, title }) => ({ id, name: labelIn(title, language) }))}
        onRestore={(id) => step((doc) => restoreField(doc, id))}
      />
    </>
  );
}
