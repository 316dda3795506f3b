import * as Y from 'yjs';
import type { Random } from '../helpers/seeds.ts';

type Row = Y.Text | Y.Array<unknown> | Y.XmlFragment;
type Type = Y.Map<unknown> | Row;

/** Makes one random edit in one of the types or in a type inside them, with Yjs' own functions. */
export function editSomeType(within: readonly Type[], random: Random): void {
  const type = random.pick(within.flatMap((one) => typesIn(one)));
  if (type instanceof Y.Map) {
    const key = random.pick(['a', 'b', 'c']);
    if (random.chance(0.2)) type.delete(key);
    else type.set(key, random.chance(0.4) ? newType(random) : random.below(9));
  } else if (random.chance(0.3) && type.length > 0) type.delete(random.below(type.length), 1);
  else if (type instanceof Y.Text) {
    if (random.chance(0.2) && type.length > 1) {
      type.format(random.below(type.length - 1), 1, { bold: random.chance(0.5) ? true : null });
    } else type.insert(random.below(type.length + 1), random.pick(['x', 'hei', '😀']));
  } else if (type instanceof Y.Array) {
    type.insert(random.below(type.length + 1), random.chance(0.3) ? [newType(random)] : [1, 2]);
  } else {
    const child = random.chance(0.5) ? new Y.XmlElement('p') : new Y.XmlText('y');
    type.insert(random.below(type.length + 1), [child]);
  }
}

function newType(random: Random): Type {
  const kinds: readonly (() => Type)[] = [
    () => new Y.Map(),
    () => new Y.Text('ab😀'),
    () => new Y.Array(),
    () => new Y.XmlElement('p'),
    () => new Y.XmlFragment(),
  ];
  return random.pick(kinds)();
}

function typesIn(type: Type, depth = 0): Type[] {
  if (depth > 5 || type instanceof Y.Text) return [type];
  const values: unknown[] = type instanceof Y.Map ? [...type.values()] : type.toArray();
  const inner = values.filter((value): value is Type => value instanceof Y.AbstractType);
  return [type, ...inner.flatMap((one) => typesIn(one, depth + 1))];
}
