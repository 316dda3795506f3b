import { FARTHEST } from '../coordinates.ts';
import type { DrawingRecord } from '../drawing.ts';
import { DRAWING_PROPS, isDrawableCloud, LARGEST } from './drawing-props.ts';
import { isPlain, partsOf } from './plain-value.ts';
import { between, flag, number, orderKey, type Rule, rulesOf } from './value-rules.ts';

/**
 * What a drawing must satisfy so that it cannot break an editor. The canvas also runs tldraw's own validators, but
 * those accept things that are refused here: parents, huge numbers, links that run scripts, texts that cannot be drawn.
 * The server does not know tldraw and has only these rules. Unknown properties are accepted: a newer program may have
 * written them.
 */

/** The only parent that a shape may have. Without nesting there are no cycles and no orphans. */
const PAGE = 'page:page';
const SHAPE: Readonly<Record<string, Rule>> = {
  ...rulesOf(number, 'x y rotation'),
  parentId: (value) => value === PAGE,
  index: orderKey,
  isLocked: flag,
  opacity: between(0, 1),
};
const shapeId: Rule = (value) => typeof value === 'string' && value.startsWith('shape:');
const OWN: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
  shape: SHAPE,
  binding: { fromId: shapeId, toId: shapeId },
  asset: {},
};

/**
 * Returns the name of the first property that breaks a rule, or null. `typeOf` returns the type of another drawing, if
 * it is known; with it, arrows bound to arrows are refused, which could form a ring. `changed` names the stored
 * properties to check of a drawing that was valid before; with null, all are checked.
 */
export function drawingFault(
  record: DrawingRecord,
  typeOf: (id: string) => unknown = () => undefined,
  changed: ReadonlySet<string> | null = null,
): string | null {
  const { id, typeName, type, meta } = record;
  const own = Object.hasOwn(OWN, String(typeName)) ? OWN[String(typeName)] : undefined;
  const ofType = `${String(typeName)} ${String(type)}`;
  const rules = Object.hasOwn(DRAWING_PROPS, ofType) ? DRAWING_PROPS[ofType] : undefined;
  if (own === undefined || rules === undefined) return 'type';
  if (!String(id).startsWith(`${String(typeName)}:`)) return 'id';
  if (typeof meta !== 'object' || meta === null || Array.isArray(meta)) return 'meta';
  const whole = changed === null || changed.has('type') || changed.has('typeName');
  const props = partsOf(record.props);
  const bounds = { number: typeName === 'shape' ? FARTHEST : LARGEST, link: true };
  if (!isPlain(whole ? record : changedOf(record, changed), bounds)) return 'value';
  for (const [key, rule] of Object.entries(own))
    if ((whole || changed.has(storedAs(key))) && !rule(record[key])) return key;
  for (const [key, rule] of Object.entries(rules))
    if ((whole || changed.has(`props.${key}`)) && !rule(props[key])) return `props.${key}`;
  if (props.geo === 'cloud' && !isDrawableCloud(props)) return 'props.geo';
  return typeName === 'binding' ? bindingFault(record, typeOf) : null;
}

function bindingFault({ fromId, toId }: DrawingRecord, typeOf: (id: string) => unknown): string | null {
  if (fromId === toId || typeOf(String(toId)) === 'arrow') return 'toId';
  const from = typeOf(String(fromId));
  return from === undefined || from === 'arrow' ? null : 'fromId';
}

function storedAs(key: string): string {
  return key === 'x' || key === 'y' ? 'pos' : key;
}

/** The changed properties that are still there, in their groups: `props.url` and `meta.url` are two. */
function changedOf(record: DrawingRecord, changed: ReadonlySet<string>): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  const groups = new Map<string, Record<string, unknown>>();
  for (const key of changed) {
    const [group = '', ...name] = key.split('.');
    const inner = name.join('.');
    if (inner === '') values[key] = key === 'pos' ? [record.x, record.y] : record[key];
    else if (Object.hasOwn(partsOf(record[group]), inner))
      groups.set(group, { ...groups.get(group), [inner]: partsOf(record[group])[inner] });
  }
  return { values, groups: [...groups.values()] };
}
