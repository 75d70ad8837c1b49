// Code that is shared by the suites that write their results into the documentation.
import { readFileSync, writeFileSync } from 'node:fs';

/** The results that a suite has appended to a file, one line of JSON each. */
export function readRows(file) {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

export const renderRow = (cells) => `| ${cells.join(' | ')} |`;

/** Replaces the text between the page's marks of `npm run test:MARK`. */
export function putBetweenMarks(pageFile, mark, text) {
  const begin = `<!-- ${mark}: written by npm run test:${mark} -->`;
  const end = `<!-- end of ${mark} -->`;
  const [before, rest = ''] = readFileSync(pageFile, 'utf8').split(begin);
  const after = rest.split(end)[1];
  if (after === undefined) throw new Error(`${pageFile} has no marks for ${mark}`);
  writeFileSync(pageFile, `${before}${begin}\n\n${text}\n\n${end}${after}`);
}
