import type { Problem } from '../parse/problem.ts';
import { translateJinjaTag } from './translate-jinja.ts';

/** Jinja's tags in a YAML value, outside of `<% %>`, each with its EJS form. Comments are left alone: shell has `${#a}`. */
export function findJinja(text: string): Problem[] {
  const outside = text.replace(/<%[^]*?%>/g, (tag) => ' '.repeat(tag.length));
  return [...outside.matchAll(/\{\{[^]*?\}\}|\{%[^]*?%\}|\{\{[^\n]*|\{%[^\n]*/g)].map((match) => problemOf(match));
}

function problemOf({ 0: tag, index }: RegExpExecArray): Problem {
  const translated = translateJinjaTag(tag);
  return {
    code: 'jinja-syntax',
    start: index,
    end: index + tag.length,
    summary: `${tag.startsWith('{%') ? '{% %}' : '{{ }}'} is not evaluated here`,
    suggestion:
      translated === undefined
        ? 'Write <%= expression %>, in JavaScript. If the braces are meant, mark the value with !unsafe.'
        : `Write ${translated}. If the braces are meant, mark the value with !unsafe.`,
  };
}
