import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { hostAnchor } from '../../src/html-report/pieces/anchors.ts';
import { html } from '../../src/html-report/pieces/html.ts';
import { renderReport } from '../../src/html-report/render-report.ts';
import { exampleRun, inOrder, ran, result } from './example-run.ts';

const HOSTILE = fc.oneof(
  fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', '`', '/', '-', '!', '\n', '\0', '\u202e', ' ', 'x') }),
  fc.constantFrom('</script><script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '<!--', ']]>', '</pre>'),
);

/** The elements and attributes of a piece of HTML, and its text. */
function parse(text: string): { tags: unknown[]; text: string } {
  const found = { tags: [] as unknown[], text: '' };
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => found.tags.push([name, attributes]));
  parser.on('text', (part) => (found.text += part));
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(text).close();
  return found;
}

test('no text breaks out of its element or attribute', () => {
  fc.assert(
    fc.property(HOSTILE, (text) => {
      const shown = text.replace(/[\0\u202e]/g, '\ufffd');
      const { tags, text: content } = parse(html`<p title="${text}">${text}</p>`.text);
      expect(content).toBe(shown);
      // XML takes a newline in an attribute for a blank
      expect(tags).toEqual([['p', { title: shown.replaceAll('\n', ' ') }]]);
    }),
  );
});

test('no text of a record adds an element to its report', () => {
  const tagsOf = (page: string): string[] => page.match(/<\/?[a-z!][^\s>]*/gi) ?? [];
  const reportOf = (text: string): string => {
    const failure = { message: text, hint: text, command: text, stderr: text };
    const changes = [{ attribute: text, before: text, after: text, note: text }];
    const events = inOrder([
      ...ran({ node: `${text}@web1`, from: 0, to: 9, status: 'failed' }),
      result(`${text}@web1`, 5, { status: 'failed', failure, changes, item: text, message: text }),
      [6, { event: 'warning', host: 'web1', message: text }],
    ]);
    return renderReport(exampleRun({ hosts: ['web1'], events, next: [text] }));
  };
  const safe = tagsOf(reportOf('x'));
  fc.assert(
    fc.property(
      HOSTILE.map((text) => `x${text.replaceAll('@', '')}x`),
      (text) => expect(tagsOf(reportOf(text))).toEqual(safe),
    ),
    { numRuns: 50 },
  );
});

test('different hosts have different anchors', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      expect(hostAnchor(a)).toMatch(/^host-[A-Za-z0-9._-]*$/);
      expect(hostAnchor(a) === hostAnchor(b)).toBe(a === b);
    }),
  );
  expect([hostAnchor('web1.example.org'), hostAnchor('a b')]).toEqual(['host-web1.example.org', 'host-a_20_b']);
});
