/**
 * Finds the small faults that a file could hold: where each stands, what it does, and the text that it puts in place of
 * the node. What is a setting (numbers outside of functions), a message of an error or a type is left alone: a test
 * that killed those would only repeat the source.
 */
import { parseSync } from 'vite';

const FLIPPED = {
  '===': ['!=='],
  '!==': ['==='],
  '<': ['<='],
  '<=': ['<'],
  '>': ['>='],
  '>=': ['>'],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['*'],
  '+=': ['-='],
  '-=': ['+='],
  '??=': ['='],
  '||=': ['='],
};
const DROPPED_CALLS = new Set(
  'filter sort toSorted reverse toReversed slice trim trimEnd trimStart flat toLowerCase normalize'.split(' '),
);
const OTHER_CALL = { some: 'every', every: 'some', max: 'min', min: 'max', floor: 'ceil', ceil: 'floor' };
/** Calls whose strings say what is looked for. */
const ASKING_CALLS = new Set('has get set startsWith endsWith includes join split delete'.split(' '));
const LONGEST_LIST = 8;

/** Every mutation of a source, in the order of the text: `{ start, end, text, what, statement? }`. */
export function mutationsOf(path, source) {
  const { program, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0].message}`);
  const found = [];
  const textOf = (node) => source.slice(node.start, node.end);
  const add = (node, text, what, more = {}) =>
    found.push({
      start: node.start,
      end: node.end,
      text,
      what: what ?? `${short(textOf(node))} → ${short(text)}`,
      ...more,
    });
  walk(program, { parent: null, key: '', inFunction: false, spine: false }, (node, around) =>
    mutate(node, around, textOf, add),
  );
  return { program, mutations: found.sort((a, b) => a.start - b.start || b.end - a.end) };
}

/** Whether a walk goes into a node: types, imports and errors' messages hold nothing to mutate. */
function isOpaque(node, { parent, key }) {
  if (/^TS(?!AsExpression|SatisfiesExpression|NonNullExpression)/.test(node.type)) return true;
  if (/^(Import|ExportAll)/.test(node.type) && node.type !== 'ImportExpression') return true;
  if (node.type === 'NewExpression' && /Error$/.test(node.callee.name ?? '')) return true;
  return key === 'key' && parent.type === 'Property' && !parent.computed;
}

export function walk(node, around, visit) {
  if (isOpaque(node, around)) return;
  visit(node, around);
  const inFunction = around.inFunction || /Function/.test(node.type);
  for (const [key, value] of Object.entries(node)) {
    if (key === 'parent') continue;
    const spine = inChain(node, key, around.spine);
    for (const one of Array.isArray(value) ? value : [value])
      if (typeof one?.type === 'string') walk(one, { parent: node, key, inFunction, spine }, visit);
  }
}

/** Within `a?.b.c`, nothing from `a` on may be wrapped: the rest would no longer be skipped with it. */
function inChain(node, key, spine) {
  if (node.type === 'ChainExpression') return true;
  return spine && (key === 'object' || key === 'callee' || (key === 'expression' && node.type.startsWith('TS')));
}

const RULES = {
  BinaryExpression(node, _around, textOf, add) {
    for (const operator of FLIPPED[node.operator] ?? [])
      add(node, `${textOf(node.left)} ${operator} ${textOf(node.right)}`);
  },
  LogicalExpression(node, _around, textOf, add) {
    for (const side of [node.left, node.right]) add(node, textOf(side));
  },
  AssignmentExpression(node, _around, textOf, add) {
    for (const operator of FLIPPED[node.operator] ?? [])
      add(node, `${textOf(node.left)} ${operator} ${textOf(node.right)}`);
  },
  ConditionalExpression(node, _around, textOf, add) {
    add(node, `${textOf(node.test)} ? ${textOf(node.alternate)} : ${textOf(node.consequent)}`, 'arms swapped');
  },
  IfStatement({ test }, _around, _textOf, add) {
    add(test, 'true', 'if (true)');
    add(test, 'false', 'if (false)');
  },
  WhileStatement({ test }, _around, _textOf, add) {
    add(test, 'false', 'while (false)');
  },
  UnaryExpression(node, _around, textOf, add) {
    if (node.operator === '!' || node.operator === '-') add(node, textOf(node.argument));
  },
  UpdateExpression(node, { parent }, textOf, add) {
    if (parent.type === 'ForStatement') return;
    const other = node.operator === '++' ? '--' : '++';
    add(node, node.prefix ? other + textOf(node.argument) : textOf(node.argument) + other);
  },
  ArrayExpression(node, { inFunction }, textOf, add) {
    const elements = node.elements.filter((one) => one !== null);
    if (elements.length > LONGEST_LIST) return;
    for (const gone of elements) {
      if (!inFunction && typeof gone.value === 'number') continue;
      const left = elements.filter((one) => one !== gone).map(textOf);
      add(node, `[${left.join(', ')}]`, `without ${short(textOf(gone))}`);
    }
  },
  CallExpression(node, { spine }, textOf, add) {
    const { callee } = node;
    if (callee.type !== 'MemberExpression' || callee.computed || spine) return;
    const name = callee.property.name;
    if (DROPPED_CALLS.has(name)) add(node, textOf(callee.object), `without .${name}()`);
    if (!Object.hasOwn(OTHER_CALL, name)) return;
    const rest = textOf(node).slice(callee.property.end - node.start);
    add(node, `${textOf(callee.object)}.${OTHER_CALL[name]}${rest}`, `.${name}() → .${OTHER_CALL[name]}()`);
  },
  Literal(node, around, _textOf, add) {
    if (typeof node.value === 'boolean') add(node, String(!node.value));
    else if (typeof node.value === 'number' && around.inFunction)
      add(node, String(node.value === 0 ? 1 : node.value + 1));
    else if (typeof node.value === 'string' && isAsked(around)) add(node, node.value === '' ? "'mutant'" : "''");
  },
  ExpressionStatement({ expression }, _around, textOf, add) {
    const inner = expression.type === 'AwaitExpression' ? expression.argument : expression;
    const bare = inner.type === 'ChainExpression' ? inner.expression : inner;
    const isCall = bare.type === 'CallExpression' && bare.callee.type !== 'Super';
    if (isCall || bare.type === 'AssignmentExpression' || bare.operator === 'delete')
      add(expression, 'void 0', `without ${short(textOf(expression))}`);
  },
  BreakStatement: removed,
  ContinueStatement: removed,
  ThrowStatement: removed,
  ReturnStatement(node, around, textOf, add) {
    if (node.argument === null) removed(node, around, textOf, add);
  },
};

function mutate(node, around, textOf, add) {
  RULES[node.type]?.(node, around, textOf, add);
}

function removed(node, _around, textOf, add) {
  add(node, '', `without ${short(textOf(node))}`, { statement: true });
}

/** Whether a string is compared with, or says what is looked for. */
function isAsked({ parent, key }) {
  if (parent.type === 'BinaryExpression') return /^[!=]==$/.test(parent.operator);
  if (parent.type === 'SwitchCase') return key === 'test';
  return parent.type === 'CallExpression' && key === 'arguments' && ASKING_CALLS.has(parent.callee.property?.name);
}

function short(text) {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 70 ? `${line.slice(0, 69)}…` : line;
}
