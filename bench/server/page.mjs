import { readFileSync, writeFileSync } from 'node:fs';

/** Writes a table into a page, between the two marks that carry its name. */
export function putBetweenMarks(path, name, markdown) {
  const page = readFileSync(path, 'utf8');
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const from = page.indexOf(open);
  const to = page.indexOf(close);
  if (from < 0 || to < from) throw new Error(`${path} has no place for the table: ${open} … ${close}`);
  writeFileSync(path, `${page.slice(0, from + open.length)}\n\n${markdown}\n\n${page.slice(to)}`);
}
