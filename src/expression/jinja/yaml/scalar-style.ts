const IMPLICIT = [
  /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/,
  /^(?:[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/,
  /^(?:<<|=|~|null|Null|NULL|)$/,
  /^(?:\d\d\d\d-\d\d-\d\d|\d\d\d\d-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)$/,
];

/** Whether a plain text would be parsed as another type. */
const readsAsOther = (text: string): boolean => IMPLICIT.some((pattern) => pattern.test(text));

export type ScalarStyle = 'plain' | 'single' | 'double';

interface Place {
  readonly inFlow: boolean;
  readonly isKey: boolean;
}

const BREAK = /[\n\x85\u2028\u2029]/;
const SPECIAL = /[^\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/u;

/** PyYAML's style for a text: plain if possible, otherwise in single quotes, otherwise in double quotes. */
export function styleOfText(text: string, { inFlow, isKey }: Place): ScalarStyle {
  const isMultiline = BREAK.test(text);
  if (text === '') return 'single';
  const spaceBreak = / [\n\x85\u2028\u2029]/.test(text);
  const breakSpace = /[\n\x85\u2028\u2029] /.test(text);
  if (SPECIAL.test(text) || spaceBreak || breakSpace) return 'double';
  const edges = /^[ \n\x85\u2028\u2029]|[ \n\x85\u2028\u2029]$/.test(text);
  const isPlain = !edges && !isMultiline && !(inFlow ? flowIndicators(text) : blockIndicators(text));
  if (isPlain && !readsAsOther(text)) return 'plain';
  return isKey && isMultiline ? 'double' : 'single';
}

const blockIndicators = (text: string): boolean =>
  /^(?:---|\.\.\.)|^[#,[\]{}&*!|>'"%@`]|^[?:-](?=[\0 \t\r\n\x85\u2028\u2029]|$)|[^]:(?=[\0 \t\r\n\x85\u2028\u2029]|$)|[\0 \t\r\n\x85\u2028\u2029]#/.test(
    text,
  );

const flowIndicators = (text: string): boolean => blockIndicators(text) || /^[?:]|[^][,?[\]{}:]/.test(text);
