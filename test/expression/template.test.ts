import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compileTemplate, compileTemplateFile } from '../../src/expression/compile-template.ts';
import { Unknown } from '../../src/values/unknown.ts';
import { NO_HOST } from '../../src/expression/no-host.ts';
import { failure, file, placeOf, problems, render, scopeOf, textOf, value } from './fixtures.ts';

describe('a YAML string', () => {
  test('without tags is itself', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!text.includes('<%') && !text.includes('{{') && !text.includes('{%'));
        expect(value(text).evaluate(scopeOf({}))).toBe(text);
      }),
    );
  });

  test('that is one whole tag keeps the type', () => {
    expect(value('<%= [port, null] %>').evaluate(scopeOf({ port: 80 }))).toEqual([80, null]);
  });

  test('that is a tag and more is text', () => {
    expect(value('<%= port %> ').evaluate(scopeOf({ port: 80 }))).toBe('80 ');
  });

  test('holds literals of every kind', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (data) => {
        const literal = JSON.stringify(data).replaceAll('%', '\\u0025');
        fc.pre(!/__proto__|constructor|prototype|__(define|lookup)/.test(literal));
        expect(value(`<%= (${literal}) %>`).evaluate(scopeOf({}))).toEqual(JSON.parse(literal));
      }),
    );
  });
});

describe('a template', () => {
  test('gives any text back', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('<', '%', '>', '-', '_', '=', '#', '\\', '"', '\n', '\r', ' ', 'a') }),
        (text) => {
          const escaped = text.replaceAll('<%', '<%%').replaceAll(/(?<!<%)%>/g, '%%>');
          fc.pre(!/<%%[^]*%>/.test(escaped));
          expect(render(`${escaped}<%= '' %>`)).toBe(text);
        },
      ),
      { numRuns: 500 },
    );
  });

  test.each<[string, string, string]>([
    ['loop', '<% for (const s of sites) { -%>\n- <%= s %>\n<% } -%>\nend\n', '- a\n- b\nend\n'],
    ['forEach', '<% sites.forEach((s, i) => { %><%= i %>=<%= s %>;<% }) %>', '0=a;1=b;'],
    ['if', '<% if (port > 90) { %>x<% } else if (port === 80) { %>y<% } else { %>z<% } %>', 'y'],
    ['blanks', 'a\n   <%_ if (true) { _%>   \nb\n  <%_ } _%>  \nc', 'a\nb\nc'],
    ['else after blanks', '<%_ if (false) { _%>\nb\n<%_ } else { _%>\nc\n<%_ } _%>\nd', 'c\nd'],
    ['const', '<% const [a, ...rest] = sites; const n = rest.length %><%= a %><%= n %>', 'a1'],
    ['shadowing', '<% const port = port + 1 %><%= port %>', '81'],
    ['function', '<% const row = (x) => { %>[<%= x %>]<% } %><% row(1) %><% row(2) %>', '[1][2]'],
    ['comment tag', 'a<%# nothing -%>\nb', 'ab'],
    ['comment in script', '<% // one %>x<% /* two */ %>y', 'xy'],
    ['semicolon', '<%= port; %>', '80'],
    ['escapes', '<%%= x %> %%> \\ "', '<%= x %> %> \\ "'],
    ['text that looks like code', '`${process}` */ // " \\n', '`${process}` */ // " \\n'],
    ['boolean', '<%= true %>', 'true'],
    ['carriage return', '<% if (true) { -%>\r\nx\r\n<% } -%>\r\ny', 'x\r\ny'],
    ['percent in code', "<%= 7 % 4 %><%= '%' + '>' %>", '3%>'],
    ['continue', '<% for (const s of sites) { if (s === "a") { continue; } %><%= s %><% } %>', 'b'],
  ])('renders %s', (_, text, expected) => {
    expect(render(text, { sites: ['a', 'b'], port: 80 })).toBe(expected);
  });

  test('is Unknown where a part of it is', () => {
    const unknown = new Unknown('not run');
    expect(render('a <%= r.stdout %>', { r: { stdout: unknown } })).toBe(unknown);
  });

  test.each<[string, string, string]>([
    ['a\n<%= nginx.prot %>', 'undefined-key', 'a.ejs:2:11'],
    ['a\n\n  <%= nginx %>', 'not-printable', 'a.ejs:3:7'],
    ['<% for (const x of nginx) { %><% } %>', 'expression-failed', 'a.ejs:1:20'],
    ['\n<% if (true) { %>\n<%= nowhere %>\n<% } %>', 'undefined-variable', 'a.ejs:3:5'],
  ])('%j fails as %s', (text, code, place) => {
    const diagnostic = failure(file(text), { nginx: { port: 80 } });
    expect([diagnostic.code, placeOf(diagnostic)]).toEqual([code, place]);
  });

  test.each<[string, string, string]>([
    ['a\n <%- x %>', 'a.ejs:2:2', '<%- is not used here'],
    ['<%= 1 %>\n x %>', 'a.ejs:2:4', 'This %> closes no tag'],
    ['a\n<%= x', 'a.ejs:2:1', 'This tag is not closed'],
    ['<%= x <%= y %>', 'a.ejs:1:1', 'This tag is not closed'],
    ['<%= a b %>', 'a.ejs:1:7', 'The expression should end here'],
    ['<%= a) + (b %>', 'a.ejs:1:6', 'The expression should end here'],
    ['<%= %>', 'a.ejs:1:4', 'There is no expression here'],
    ['<% if (x) { %>y', 'a.ejs:1:15', 'A block is opened and not closed'],
    ['<% if (x) %>y', 'a.ejs:1:12', 'Braces are missing'],
    ['\n<% } %>', 'a.ejs:2:4', 'Unexpected token'],
    ['<% x %>', 'a.ejs:1:4', 'This prints nothing'],
    ['<% x.map((y) => y) %>', 'a.ejs:1:4', 'This prints nothing'],
    ['<% /* %>y<% */ %>', 'a.ejs:1:9', 'A comment or text that begins in the tag before this does not end there'],
    [
      '<% const a = `%>y<%` %>',
      'a.ejs:1:17',
      'A comment or text that begins in the tag before this does not end there',
    ],
    ['<% while (true) { %><% } %>', 'a.ejs:1:4', 'while is not allowed in a template'],
    ['<% for (;;) { %><% } %>', 'a.ejs:1:4', 'for is not allowed in a template'],
    ['<% x = 1 %>', 'a.ejs:1:4', 'This prints nothing'],
    ['<% var x = 1 %>', 'a.ejs:1:4', 'var is not allowed in a template'],
  ])('%j is refused', (text, place, summary) => {
    const found = problems((d) => compileTemplateFile({ path: 'a.ejs', text }, d));
    expect(found.map((p) => [placeOf(p), p.summary])).toEqual([[place, summary]]);
  });
});

test('all mistakes of a template are found at once', () => {
  const text = '<%= x.constructor %>\n<%= a b %><%- c %>\n<% if (d) { %><%= process %><% } %>';
  const found = problems((d) => compileTemplateFile({ path: 'a.ejs', text }, d));
  expect(found.map(placeOf).toSorted()).toEqual(['a.ejs:1:7', 'a.ejs:2:11', 'a.ejs:2:7', 'a.ejs:3:19']);
});

describe('include', () => {
  const files: Record<string, string> = {
    'head.ejs': 'head of <%= name %>, <%= port %>',
    'loop.ejs': "<%= include('loop.ejs') %>",
  };
  const host = {
    ...NO_HOST,
    readTemplate: (path: string) => (files[path] === undefined ? undefined : { path, text: files[path] }),
  };

  test('renders the other template with what it is handed', () => {
    const compiled = file("<%= include('head.ejs', { name: 'x' }) %>!", host);
    expect(compiled.evaluate(scopeOf({ port: 80 }))).toBe('head of x, 80!');
    expect(compiled.identifiers.map((i) => i.name)).toEqual(['port']);
  });

  test.each([
    ["<%= include('none.ejs') %>", 'There is no template none.ejs'],
    ["<%= include('loop.ejs') %>", 'The template loop.ejs includes itself'],
  ])('%s is refused', (text, summary) => {
    const found = problems((d) => compileTemplateFile({ path: 'a.ejs', text }, d, host));
    expect(found.map((p) => [p.code, p.summary])).toEqual([['template-not-found', summary]]);
  });
});

test('a place in a YAML string is a place in its file', () => {
  const source = { path: 'a.yml', text: 'key: "a <%= b c %>"' };
  const text = 'a <%= b c %>';
  const at = { text, range: { source, start: 5, end: 19 }, toSource: (offset: number) => offset + 6 };
  expect(problems((d) => compileTemplate(at, d)).map(placeOf)).toEqual(['a.yml:1:15']);
  expect(problems((d) => compileTemplate(textOf('a'), d))).toEqual([]);
});
