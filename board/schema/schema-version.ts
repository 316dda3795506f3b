import type * as Y from 'yjs';
import { readNumber } from '../read.ts';
import { root, setProperties } from '../records.ts';
import { MIGRATIONS, type Migration } from './migrations.ts';

/** The version that this program writes: that of the last migration, or 1. */
export const SCHEMA_VERSION = versionAfter(MIGRATIONS);

/** The schema of a stored board, compared with this program's. */
export type SchemaState = 'current' | 'older' | 'newer' | 'empty';

/** Compares a board's schema with this program's; 'empty' if the document holds no board. */
export function schemaStateOf(doc: Y.Doc, migrations: readonly Migration[] = MIGRATIONS): SchemaState {
  const version = readNumber(root(doc, 'meta'), 'schemaVersion', 0);
  if (version === 0) return 'empty';
  const newest = versionAfter(migrations);
  return version === newest ? 'current' : version < newest ? 'older' : 'newer';
}

/**
 * Migrates a board to this program's schema. The caller wraps it in a transaction and logs the update like any edit.
 * Returns whether anything was changed; an empty or newer board is not. Tests pass migrations of their own.
 */
export function migrateBoard(doc: Y.Doc, migrations: readonly Migration[] = MIGRATIONS): boolean {
  const version = readNumber(root(doc, 'meta'), 'schemaVersion', 0);
  if (version === 0) return false;
  const due = migrations.filter(({ to }) => to > version);
  for (const { to, migrate } of due) {
    migrate(doc);
    setProperties(root(doc, 'meta'), { schemaVersion: to });
  }
  return due.length > 0;
}

/** The version that a list of steps leads to; 1 without any. */
export function versionAfter(steps: readonly { readonly to: number }[]): number {
  return steps.at(-1)?.to ?? 1;
}
