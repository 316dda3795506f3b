/**
 * Puts all mutants of a file into one source, each behind a switch: `__mutant(7)` is true while the seventh is tried. So
 * a file is compiled once for all of them. Bodies of loops tick, so that a loop without an end throws.
 */
import { mutationsOf, walk } from './mutations.mjs';

/** The source with its switches, and its mutants with their ids, which begin at `firstId`. */
export function instrument(path, source, firstId) {
  const { program, mutations } = mutationsOf(path, source);
  const ranges = new Map();
  const mutants = mutations.map(({ start, end, text, what, statement }, at) => {
    const id = firstId + at;
    const range = ranges.get(`${start} ${end}`) ?? { start, end, statement, choices: [] };
    range.choices.push({ id, text });
    ranges.set(`${start} ${end}`, range);
    return { id, file: path, line: source.slice(0, start).split('\n').length, what };
  });
  const code = render(source, 0, source.length, nested([...ranges.values(), ...loopBodies(program)]));
  return { mutants, code };
}

function loopBodies(program) {
  const found = [];
  walk(program, { parent: null, key: '', inFunction: false, spine: false }, ({ type, body }) => {
    if (/^(For|While|DoWhile)/.test(type)) found.push({ start: body.start, end: body.end, loop: true });
  });
  return found;
}

/** Ranges as a forest: each holds those that lie within it. */
function nested(ranges) {
  const roots = [];
  const open = [];
  for (const range of ranges.sort((a, b) => a.start - b.start || b.end - a.end)) {
    while (open.length > 0 && open.at(-1).end <= range.start) open.pop();
    const one = { ...range, inner: [] };
    (open.at(-1)?.inner ?? roots).push(one);
    open.push(one);
  }
  return roots;
}

function render(source, from, to, ranges) {
  let text = '';
  let at = from;
  for (const range of ranges) {
    text += source.slice(at, range.start) + switched(range, render(source, range.start, range.end, range.inner));
    at = range.end;
  }
  return text + source.slice(at, to);
}

function switched({ loop, statement, choices }, original) {
  if (loop) return `{ __tick(); ${original} }`;
  if (statement) return `{ if (!__mutant(${choices[0].id})) ${original} }`;
  return `(${choices.map(({ id, text }) => `__mutant(${id}) ? (${text}) : `).join('')}(${original}))`;
}
