/** A block of code of a Markdown page. */
export interface PageBlock {
  /** The line of its fence, from 1. */
  readonly line: number;
  readonly language: string;
  /** What stands behind the language. */
  readonly info: string;
  /** What a comment in the line above it says, as the path of a file. */
  readonly note: string | undefined;
  readonly text: string;
}

const FENCE = /^( *)```(\S*)[ \t]*(.*)\n([^]*?)^\1```[ \t]*$/gm;
const NOTE = /<!-- (.+?) -->\n+$/;

/** The fenced blocks of a page, from top to bottom. */
export function fencedBlocks(page: string): readonly PageBlock[] {
  return [...page.matchAll(FENCE)].map((found) => {
    const [, indent = '', language = '', info = '', text = ''] = found;
    const before = page.slice(0, found.index);
    return {
      line: before.split('\n').length,
      language,
      info,
      note: NOTE.exec(before)?.[1],
      text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    };
  });
}

/** The blocks that are set off by four spaces, between blank lines. */
export function indentedBlocks(page: string): readonly PageBlock[] {
  const withoutFences = page.replace(FENCE, (text) => text.replaceAll(/[^\n]/g, ''));
  return [...withoutFences.matchAll(/(?<=\n\n)(?: {4}\S.*\n| {5,}.*\n|\n(?= {4}))+/g)].map((found) => ({
    line: withoutFences.slice(0, found.index).split('\n').length,
    language: '',
    info: '',
    note: undefined,
    text: found[0].replaceAll(/^ {4}/gm, ''),
  }));
}
