import { InvalidInput } from '../../diagnostic/diagnostic.ts';
import { didYouMean } from '../../diagnostic/suggest.ts';
import { createStyle } from '../../report/style/create-style.ts';
import type { CommandIo } from '../command-io.ts';
import { guard } from '../start/guard.ts';
import { widthOf } from '../look/width-of.ts';
import { listTopics } from './topics.ts';
import type { Topic } from './topics.ts';
import { renderMarkdown } from './render-markdown.ts';
import { placeOf } from '../../diagnostic/source-range.ts';

/** Prints a topic's page, or the list of topics. */
export async function showDocs(name: string | undefined, io: CommandIo): Promise<void> {
  await guard(io, () => {
    const topics = listTopics();
    const style = createStyle(io.stdout, io.env);
    io.stdout.write(
      name === undefined ? renderList(topics) : renderMarkdown(find(name, topics), style, widthOf(io.stdout)),
    );
    return Promise.resolve();
  });
}

/** All topics with the name: `copy` may be a module and a function. */
function find(given: string, topics: readonly Topic[]): string {
  const name = given.replace(/^(ansible\.(builtin|posix)|community\.\w+|provision)\./, '').toLowerCase();
  const found = topics.filter((topic) => topic.name.toLowerCase() === name);
  if (found.length > 0) return found.map((topic) => topic.read()).join('\n');
  const names = topics.map((topic) => topic.name);
  throw new InvalidInput([
    {
      code: 'usage',
      severity: 'error',
      summary: `there is nothing about ${given}`,
      suggestion: didYouMean(name, names) ?? '`provision docs` lists all topics.',
      range: placeOf(given),
    },
  ]);
}

function renderList(topics: readonly Topic[]): string {
  const kinds = [...new Set(topics.map(({ kind }) => kind))];
  return kinds
    .map((kind) => {
      const names = topics.filter((topic) => topic.kind === kind).map(({ name }) => name);
      return `${kind}\n${wrap([...new Set(names)].sort())}\n`;
    })
    .join('\n');
}

const WIDTH = 78;

function wrap(names: readonly string[]): string {
  const lines: string[] = [];
  for (const name of names) {
    const last = lines.at(-1);
    if (last === undefined || last.length + name.length + 2 > WIDTH) lines.push(`  ${name}`);
    else lines.splice(-1, 1, `${last}  ${name}`);
  }
  return lines.join('\n');
}
