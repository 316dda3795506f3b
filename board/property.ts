import { type Label, readLabel } from './label.ts';

/** What a property's value may be: a text, a number, or one of a list. */
export const PROPERTY_TYPES = ['text', 'number', 'choice'] as const;
export type PropertyType = (typeof PROPERTY_TYPES)[number];

/** A value that notes of a field may have, such as the number of participants of a course. */
export interface PropertyDefinition {
  /** On a board `<template>.<key>`, so that two templates may use the same key; in a template the key alone. */
  readonly key: string;
  readonly label: Label;
  readonly type: PropertyType;
  /** The options of a choice. */
  readonly options?: readonly { readonly key: string; readonly label: Label }[];
}

/** Reads stored definitions and leaves out malformed ones. Never throws. */
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
