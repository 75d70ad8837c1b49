import { refused } from '../python/py-error.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
};

/** Escapes characters with a meaning in HTML. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);

/** Converts URLs in a text to links: not used in configuration files, and the definition of a URL differs between versions. */
export const urlize = (_text: string, _args: readonly unknown[]): string => {
  throw refused('The filter urlize makes HTML, and is not known here');
};
