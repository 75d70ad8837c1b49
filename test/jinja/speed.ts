import { DiagnosticList } from '../../src/diagnostic/diagnostic-list.ts';
import type { Compiled } from '../../src/expression/compiled.ts';
import { compileTemplateFile } from '../../src/expression/compile-template.ts';
import { scopeOf } from '../expression/fixtures.ts';

/** Renders the same text by EJS and by Jinja in turn, as bytes, and prints the processor time of a render and the median ratio. */
const NAMES = `${Array.from({ length: 40 }, (_, i) => `setting_${i} = <%= app.name %>-<%= port %>/${i}`).join('\n')}\n`;

const PAIRS: readonly (readonly [what: string, ejs: string, jinja: string])[] = [
  ['40 lines with names', NAMES, NAMES.replaceAll('<%=', '{{').replaceAll('%>', '}}')],
  [
    'a loop with a condition',
    '<% for (const h of hosts) { -%>\n<% if (h.on) { -%>\nserver <%= h.name %> <%= h.ip %>:<%= port %> weight <%= h.weight %>;\n<% } -%>\n<% } -%>\n',
    '{% for h in hosts %}\n{% if h.on %}\nserver {{ h.name }} {{ h.ip }}:{{ port }} weight {{ h.weight }};\n{% endif %}\n{% endfor %}\n',
  ],
];
const RENDERS = 400;
const ROUNDS = 15;
/** Rounds in which the engine of JavaScript still compiles. */
const WARM_UP = 5;

const hosts = Array.from({ length: 50 }, (_, i) => ({ on: i % 3 > 0, name: `h${i}`, ip: `10.0.0.${i}`, weight: i }));
const scope = scopeOf({ app: { name: 'web' }, port: 8080, hosts });

const compile = (path: string, text: string): Compiled => compileTemplateFile({ path, text }, new DiagnosticList());
const bytesOf = (template: Compiled): Buffer => Buffer.from(String(template.evaluate(scope)));
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

function millisecondsOf(template: Compiled): number {
  const before = process.cpuUsage();
  for (let i = 0; i < RENDERS; i++) bytesOf(template);
  return process.cpuUsage(before).user / 1000 / RENDERS;
}

for (const [what, ejsText, jinjaText] of PAIRS) {
  const [ejs, jinja] = [compile('a.ejs', ejsText), compile('a.j2', jinjaText)];
  if (!bytesOf(ejs).equals(bytesOf(jinja))) throw new Error(`${what}: the texts differ`);
  const rounds = Array.from({ length: ROUNDS }, () => [millisecondsOf(ejs), millisecondsOf(jinja)] as const);
  const [a, b] = [0, 1].map((k) => median(rounds.slice(WARM_UP).map((round) => round[k] ?? NaN)));
  const ratio = median(rounds.slice(WARM_UP).map(([one, other]) => other / one));
  console.log(`${what}: EJS ${a?.toFixed(4)} ms, Jinja ${b?.toFixed(4)} ms, ratio ${ratio.toFixed(2)}`);
}
