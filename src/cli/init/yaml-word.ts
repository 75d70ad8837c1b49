/** Words that YAML 1.1 does not read as text. */
const NO_TEXT = /^(?:y|yes|n|no|on|off|true|false|null|nan|inf)$/i;

/** A text as a YAML value or key: as it is where that is read as the same text, otherwise in quotes. */
export const yamlWord = (text: string): string =>
  /^(?:[A-Za-z_/]|~\/)[\w./@-]*$/.test(text) && !NO_TEXT.test(text) ? text : JSON.stringify(text);
