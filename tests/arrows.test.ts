import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/**
 * Checks every import against the table under *Arrows* in docs/architecture.md: the document is the rule. A check that
 * finds nothing because it read nothing is worse than none, so the test also asserts that it saw files and imports.
 */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDERS = ['board', 'protocol', 'formats', 'client', 'sync-server'];

interface Row {
  readonly folder: string;
  readonly imports: readonly string[];
  readonly packages: readonly string[];
}

interface SourceFile {
  /** From the repository's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

describe('the arrows of docs/architecture.md', () => {
  const rows = readTable(readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8'));
  const files = FOLDERS.flatMap((folder) => sourceFiles(folder));

  it('hold for every import of every file', () => {
    const imports = files.flatMap(importsOf);
    expect(rows.length).toBeGreaterThan(20);
    expect(files.length).toBeGreaterThan(60);
    expect(imports.length).toBeGreaterThan(200);
    for (const folder of FOLDERS)
      expect(
        files.some(({ path }) => path.startsWith(`${folder}/`)),
        folder,
      ).toBe(true);
    expect(files.flatMap((file) => violations(rows, file))).toEqual([]);
  });

  it('name only folders that have a row', () => {
    const known = new Set(rows.map(({ folder }) => folder));
    for (const { folder, imports } of rows)
      for (const one of imports) expect(known, folder).toContain(one.replace(/\/\*$/, ''));
  });

  it('form no circle of folders', () => {
    const folders = rows.map(({ folder }) => folder);
    const above = new Map(
      rows.map(({ folder, imports }) => [folder, folders.filter((one) => imports.some((name) => covers(name, one)))]),
    );
    const walk = (folder: string, path: readonly string[]): void => {
      expect(path, [...path, folder].join(' → ')).not.toContain(folder);
      for (const next of above.get(folder) ?? []) walk(next, [...path, folder]);
    };
    for (const { folder } of rows) walk(folder, []);
  });

  it('form no circle of files, imports of types included', () => {
    const graph = new Map(files.map((file) => [file.path, importsOf(file).flatMap((one) => fileOf(file.path, one))]));
    expect([...graph.values()].flat().length).toBeGreaterThan(500);
    expect(circlesIn(graph)).toEqual([]);
  });

  it('hold in folders of at most 25 files', () => {
    const crowded = foldersIn(ROOT).filter(({ count }) => count > 25);
    expect(crowded).toEqual([]);
  });
});

describe('the check of arrows', () => {
  const rows = readTable(`
## Arrows

| folder | may import | packages |
|---|---|---|
| \`board\` | – | yjs |
| \`client/ui\` | – | react, prosemirror-*, @tldraw/* |
| \`client\` | board, client/ui | react, node: |
| \`sync-server/http\` | board | @fastify/*, node: |

## Next

| \`client/none\` | board | yjs |
`);
  const found = (path: string, text: string) => violations(rows, { path, text }).map(({ what }) => what);

  it.each([
    ['a folder of its own', 'client/ui/button.tsx', "import { x } from './x.ts';"],
    ['an alias', 'client/main.tsx', "import type { Note } from '#board/note';"],
    ['a file of a package, with a query', 'client/ui/a.ts', "import '@tldraw/tldraw/tldraw.css?inline';"],
    ['a package that a pattern matches', 'client/ui/a.ts', "export * from 'prosemirror-view';"],
    ['a built-in', 'sync-server/http/a.ts', "import { join } from 'node:path';"],
    ['a word in a comment', 'board/a.ts', "// import x from 'react'\n/* import y from 'ws' */\n"],
  ])('accepts %s', (_what, path, text) => {
    expect(found(path, text)).toEqual([]);
  });

  it.each([
    ['a folder above', 'client/ui/a.ts', "import { x } from '../main.tsx';", 'client'],
    ['a folder beside', 'client/main.tsx', "import x from '../sync-server/http/a.ts';", 'sync-server/http'],
    ['a type', 'board/a.ts', "import type { X } from '../client/main.tsx';", 'client'],
    ['a dynamic import', 'board/a.ts', "const x = await import( '../client/ui/x.ts' );", 'client/ui'],
    ['the type of a dynamic import', 'board/a.ts', "let x: typeof import('../client/ui/x.ts');", 'client/ui'],
    ['an export', 'client/ui/a.ts', "export { x } from '#board/x';", 'board'],
    ['an import over several lines', 'client/ui/a.ts', "import {\n  x,\n} from '#board/x';", 'board'],
    ['a worker', 'board/a.ts', "new Worker(new URL('../client/ui/x.ts', import.meta.url))", 'client/ui'],
    ['a package', 'board/a.ts', "import React from 'react/jsx-runtime';", 'react'],
    ['a package that only resembles a pattern', 'client/ui/a.ts', "import x from 'prosemirror';", 'prosemirror'],
    ['a style sheet of a package', 'client/main.tsx', "import '@tldraw/tldraw/tldraw.css';", '@tldraw/tldraw'],
    ['a built-in', 'client/ui/a.ts', "import fs from 'node:fs';", 'node:fs'],
    ['a built-in without its prefix', 'client/main.tsx', "import fs from 'fs';", 'fs'],
    ['a folder without a row', 'client/main.tsx', "import x from './none/x.ts';", 'client/none'],
    ['an alias of no folder of ours', 'client/main.tsx', "import x from '#elsewhere/x';", 'elsewhere'],
  ])('reports %s', (_what, path, text, what) => {
    expect(found(path, text)).toEqual([what]);
  });

  it('reports a file in a folder without a row, even inside a folder that has one', () => {
    expect(found('client/none/a.ts', "import x from './b.ts';")).toEqual(['no row for client/none']);
    expect(found('sync-server/main.ts', '')).toEqual(['no row for sync-server']);
  });
});

/** Every import of a file that its folder's row does not allow. */
function violations(rows: readonly Row[], file: SourceFile): { readonly file: string; readonly what: string }[] {
  const folder = dirname(file.path);
  const row = rowOf(rows, folder);
  if (row === null) return [{ file: file.path, what: `no row for ${folder}` }];
  return importsOf(file).flatMap((specifier) => {
    const what = broken(rows, row, folder, specifier);
    return what === null ? [] : [{ file: file.path, what }];
  });
}

function broken(rows: readonly Row[], row: Row, folder: string, specifier: string): string | null {
  const target = targetFolder(folder, specifier);
  if (target !== null) {
    const name = rowOf(rows, target)?.folder ?? target;
    return name === row.folder || row.imports.some((one) => covers(one, name)) ? null : name;
  }
  const builtIn = specifier.startsWith('node:');
  const name = builtIn ? specifier : packageOf(specifier);
  const allowed = row.packages.some((one) => {
    if (one === 'node:') return builtIn;
    return one.endsWith('*') ? name.startsWith(one.slice(0, -1)) : name === one;
  });
  return allowed ? null : name;
}

/** Whether an entry of the table names a folder: by its own name, or as `board/*` for `board` and its subfolders. */
function covers(entry: string, folder: string): boolean {
  if (!entry.endsWith('/*')) return entry === folder;
  const base = entry.slice(0, -2);
  return folder === base || folder.startsWith(`${base}/`);
}

/** The row of the folder or of its nearest parent. A row with rows for its subfolders counts for its own files only. */
function rowOf(rows: readonly Row[], folder: string): Row | null {
  const holds = rows.filter((row) => {
    if (row.folder === folder) return true;
    return folder.startsWith(`${row.folder}/`) && !rows.some((one) => one.folder.startsWith(`${row.folder}/`));
  });
  return holds.sort((a, b) => b.folder.length - a.folder.length)[0] ?? null;
}

/** The folder of a relative import or of an alias of ours; null for a package. */
function targetFolder(folder: string, specifier: string): string | null {
  const path = specifier.replace(/\?.*$/, '');
  if (path.startsWith('#')) return dirname(path.slice(1));
  if (!path.startsWith('.')) return null;
  return dirname(normalize(join(folder, path)).split(sep).join('/'));
}

/** The path of a relative import or of an alias of ours, as in {@link SourceFile}; nothing for a package. */
function fileOf(from: string, specifier: string): string[] {
  const path = specifier.replace(/\?.*$/, '');
  if (path.startsWith('#')) return [`${path.slice(1)}.ts`];
  if (!path.startsWith('.')) return [];
  return [
    normalize(join(dirname(from), path))
      .split(sep)
      .join('/'),
  ];
}

/** The circles that a walk along the imports finds, each as a chain of paths. Each file is visited once. */
function circlesIn(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const circles: string[] = [];
  const done = new Set<string>();
  const walk = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file);
    if (at !== -1) circles.push([...path.slice(at), file].join(' → '));
    if (at !== -1 || done.has(file)) return;
    for (const next of graph.get(file) ?? []) walk(next, [...path, file]);
    done.add(file);
  };
  for (const file of graph.keys()) walk(file, []);
  return circles;
}

/** The repository's folders, with the number of files directly in each; files that git ignores do not count. */
function foldersIn(root: string): { readonly folder: string; readonly count: number }[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root });
  const counts = new Map<string, number>();
  for (const path of new Set(listed.toString().trim().split('\n'))) {
    if (existsSync(join(root, path))) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
  }
  return Array.from(counts, ([folder, count]) => ({ folder, count }));
}

function packageOf(specifier: string): string {
  const [scope = '', name = ''] = specifier.split('/');
  return scope.startsWith('@') ? `${scope}/${name}` : scope;
}

function importsOf({ text }: SourceFile): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
  const pattern =
    /(?:^|[\s};*])from\s*['"]([^'"\n]+)['"]|\bimport\s*\(?\s*['"]([^'"\n]+)['"]|\bnew URL\(\s*['"](\.[^'"\n]+)['"]\s*,\s*import\.meta/g;
  return [...code.matchAll(pattern)].flatMap(([, from, direct, url]) => from ?? direct ?? url ?? []);
}

function readTable(markdown: string): Row[] {
  const section = markdown.split(/^## Arrows$/m)[1]?.split(/^## /m)[0] ?? '';
  return [...section.matchAll(/^\| `([^`]+)` \| (.*?) \| (.*?) \|$/gm)].map(
    ([, folder = '', imports = '', packages = '']) => ({
      folder,
      imports: listed(imports),
      packages: listed(packages),
    }),
  );
}

function listed(cell: string): string[] {
  return cell.split(',').flatMap((one) => (one.trim() === '–' || one.trim() === '' ? [] : [one.trim()]));
}

function sourceFiles(folder: string): SourceFile[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: relative(ROOT, path).split(sep).join('/'), text: readFileSync(path, 'utf8') }));
}
