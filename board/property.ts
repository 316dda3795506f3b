import { type Label, readLabel } from './label.ts';

/** What a property's value may be: words, a number, or one of a list. */
export const PROPERTY_TYPES = ['text', 'number', 'choice'] as const;
export type PropertyType = (typeof PROPERTY_TYPES)[number];

/** A value that notes of a field may carry, such as the number of participants of a course. */
export interface PropertyDefinition {
  /** `<template>.<key>` on a board, so that two templates may use one key; the key alone in a template. */
  readonly key: string;
  readonly label: Label;
  readonly type: PropertyType;
  /** For a choice: the answers, by key. */
  readonly options?: readonly { readonly key: string; readonly label: Label }[];
}

/** Reads stored definitions; malformed ones are left out. Total. */
export function readPropertyDefinitions(value: unknown): PropertyDefinition[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => {
    const { key, label, type: stored, options } = record(entry);
    const read = readLabel(label);
    const type = PROPERTY_TYPES.find((one) => one === stored);
    if (typeof key !== 'string' || read === null || type === undefined) return [];
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
