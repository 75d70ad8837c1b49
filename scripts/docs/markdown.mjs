/** Text for a cell of a table. */
const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ').trim();

export const code = (text) => (String(text).includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``);

/** A table, or nothing if there are no rows. */
export function table(head, rows) {
  if (rows.length === 0) return [];
  const line = (cells) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line), ''];
}

export const page = (...blocks) => `${blocks.flat().join('\n').trimEnd()}\n`;

export const GENERATED = '<!-- Made by `npm run generate`; changes here are lost. -->';
