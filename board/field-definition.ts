import { type Label, readLabel } from './label.ts';

/** A property that notes in a region may carry, such as the number of participants of a course. */
export interface FieldDefinition {
  readonly key: string;
  readonly label: Label;
  readonly type: 'text' | 'number' | 'choice';
  /** For a choice: the answers, by key. */
  readonly options?: readonly { readonly key: string; readonly label: Label }[];
}

/** Reads stored definitions; malformed ones are left out. Total. */
export function readFieldDefinitions(value: unknown): FieldDefinition[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => {
    const { key, label, type, options } = record(entry);
    const read = readLabel(label);
    if (typeof key !== 'string' || read === null) return [];
    if (type !== 'text' && type !== 'number' && type !== 'choice') return [];
    return [{ key, label: read, type, ...(type === 'choice' ? { options: readOptions(options) } : {}) }];
  });
}

function readOptions(value: unknown): { key: string; label: Label }[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => {
    const { key, label } = record(entry);
    const read = readLabel(label);
    return typeof key === 'string' && read !== null ? [{ key, label: read }] : [];
  });
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
