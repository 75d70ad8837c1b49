import * as z from 'zod';
import { fileAttributes } from '../../module-api/file-attributes.ts';
import { bool, path, text } from '../../module-api/params.ts';
import { editing } from '../text/text-file.ts';

const children = () => z.array(z.union([text(), z.record(z.string(), z.unknown())])).optional();

const { backup } = editing;

export const xmlParams = z
  .strictObject({
    path: path().describe('The file.'),
    xpath: text().optional().describe('What is meant, in XPath 1.0: /config/server[@name="a"]/port.'),
    namespaces: z
      .record(z.string(), text())
      .default({})
      .describe('Prefixes that xpath and names use, with their addresses.'),
    state: z.enum(['present', 'absent']).default('present').describe('Whether there is what xpath leads to.'),
    attribute: text().optional().describe('The attribute of the elements that is set or removed.'),
    value: z
      .preprocess((given) => (typeof given === 'boolean' ? (given ? 'True' : 'False') : given), text())
      .optional()
      .describe('Text of the elements, or of the attribute.'),
    add_children: children().describe(
      'Children that are added to the elements, where the same are not there yet: names, {name: text}, or {name: {attribute: value, _: [children]}}.',
    ),
    set_children: children().describe('The children that the elements have; others are removed.'),
    insertbefore: bool().default(false).describe('add_children: put them before the element itself.'),
    insertafter: bool().default(false).describe('add_children: put them after the element itself.'),
    input_type: z.enum(['yaml', 'xml']).default('yaml').describe('Whether children are given as YAML or as XML.'),
    count: bool().default(false).describe('Only count what xpath leads to.'),
    print_match: bool().default(false).describe('Only list the paths of what xpath leads to.'),
    content: z
      .enum(['attribute', 'text'])
      .optional()
      .describe('Only read the attributes, or the text, of the elements.'),
    pretty_print: bool().default(false).describe('Indent the document.'),
    strip_cdata_tags: bool().default(false).describe('Write CDATA sections as text.'),
    backup,
    ...fileAttributes,
  })
  .refine((p) => p.xpath !== undefined || p.pretty_print, { path: ['xpath'], message: 'is needed' })
  .refine((p) => p.xpath !== undefined || !needsXpath(p), { path: ['xpath'], message: 'is needed' })
  .refine((p) => given(p.value, p.add_children, p.set_children) <= 1, {
    path: ['value'],
    message: 'add_children and set_children exclude each other',
  })
  .refine((p) => p.state === 'present' || given(p.value, p.add_children, p.set_children) === 0, {
    path: ['state'],
    message: 'absent removes: give no value and no children',
  })
  .refine((p) => given(p.count || undefined, p.print_match || undefined, p.content) <= 1, {
    path: ['count'],
    message: 'print_match and content exclude each other',
  })
  .refine((p) => p.attribute === undefined || p.state === 'absent' || p.value !== undefined, {
    path: ['attribute'],
    message: 'needs a value, or state: absent',
  })
  .refine((p) => !(p.insertbefore && p.insertafter), {
    path: ['insertafter'],
    message: 'and insertbefore exclude each other',
  })
  .refine((p) => !(p.insertbefore || p.insertafter) || p.add_children !== undefined, {
    path: ['add_children'],
    message: 'is needed with insertbefore and insertafter',
  })
  .refine((p) => !readsOnly(p) || (p.state === 'present' && given(p.value, p.add_children, p.set_children) === 0), {
    path: ['xpath'],
    message: 'is only read with count, print_match and content: give no value and no children',
  });

export type XmlParams = z.output<typeof xmlParams>;

const given = (...values: readonly unknown[]): number => values.filter((value) => value !== undefined).length;

const needsXpath = (p: {
  readonly count: boolean;
  readonly print_match: boolean;
  readonly content?: string | undefined;
  readonly state: string;
  readonly value?: string | undefined;
  readonly attribute?: string | undefined;
  readonly add_children?: readonly unknown[] | undefined;
  readonly set_children?: readonly unknown[] | undefined;
}): boolean => readsOnly(p) || p.state === 'absent' || given(p.value, p.attribute, p.add_children, p.set_children) > 0;

/** Whether the task only reads the document. */
export const readsOnly = (p: {
  readonly count: boolean;
  readonly print_match: boolean;
  readonly content?: string | undefined;
}): boolean => p.count || p.print_match || p.content !== undefined;
