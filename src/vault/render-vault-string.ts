const INDENT = ' '.repeat(10);

/** A vault as a YAML value, `name: !vault |` and the indented text; without a name, the value alone. */
export function renderVaultString(vaultText: string, name?: string): string {
  const key = name === undefined ? '' : `${renderKey(name)}: `;
  const lines = vaultText.trimEnd().split('\n');
  return [`${key}!vault |`, ...lines.map((line) => INDENT + line), ''].join('\n');
}

const PLAIN_KEY = /^[A-Za-z_][\w.-]*$/;
const YAML_1_1_WORD = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

function renderKey(name: string): string {
  return PLAIN_KEY.test(name) && !YAML_1_1_WORD.test(name) ? name : JSON.stringify(name);
}
