import { refused } from '../python/py-error.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
};

/** Text with what has a meaning in HTML escaped. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);

/** URLs in a text as links: no configuration file holds those, and what counts as a URL differs between versions. */
export const urlize = (_text: string, _args: readonly unknown[]): string => {
  throw refused('The filter urlize makes HTML, and is not known here');
};
