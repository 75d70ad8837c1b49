// node scripts/generate-docs.mjs [--check] : writes the reference pages from the code, or lists outdated ones.
// It reads dist/, so that the pages describe the build: `npm run generate` builds first.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { modulePages } from './docs/module-pages.mjs';
import { keywordPages } from './docs/keyword-pages.mjs';
import { factsPage } from './docs/facts-page.mjs';
import { cliPage, errorsPage, expressionsPage } from './docs/reference-pages.mjs';
import { pluginsPage } from './docs/plugins-page.mjs';
import { renderPlanReference, renderPlanSchema } from '../dist/plan-file/render-plan-reference.js';
import { renderEventsReference } from '../dist/report/events/render-events-reference.js';
import { rolePages } from './docs/role-pages.mjs';
import { sitePages } from './docs/site-pages.mjs';

const FOLDERS = ['docs/reference/modules', 'docs/reference/keywords'];

const pages = new Map([
  ...(await modulePages()),
  ...keywordPages(),
  ['docs/reference/facts.md', factsPage()],
  ['docs/reference/errors.md', errorsPage()],
  ['docs/reference/expressions.md', expressionsPage()],
  ['docs/reference/jinja-plugins.md', pluginsPage()],
  ['docs/reference/cli.md', cliPage()],
  ['docs/reference/events.md', renderEventsReference()],
  ['docs/reference/plan.md', renderPlanReference()],
  ['docs/reference/plan.schema.json', renderPlanSchema()],
  ...rolePages(),
  ...sitePages(),
]);
const read = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  }
};
for (const folder of FOLDERS) mkdirSync(folder, { recursive: true });
const stale = [...pages.keys()].filter((path) => read(path) !== pages.get(path));
const leftOver = FOLDERS.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name))).filter(
  (path) => !pages.has(path),
);

if (process.argv.includes('--check')) {
  for (const path of [...stale, ...leftOver]) console.log(`${path} is out of date: npm run generate`);
  process.exitCode = stale.length + leftOver.length > 0 ? 1 : 0;
} else {
  for (const path of stale) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, pages.get(path));
  }
  for (const path of leftOver) rmSync(path);
  console.log(`${pages.size} pages, ${stale.length} written, ${leftOver.length} removed`);
}
