/** An XML element: a name, attributes (undefined ones are omitted) and content. */
export interface XmlElement {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string | number | undefined>>;
  readonly children?: readonly (XmlElement | string)[];
}

/** A complete document in UTF-8. Text must not contain characters that XML 1.0 forbids. */
export function renderXml(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${renderElement(root, '')}\n`;
}

function renderElement({ name, attributes = {}, children = [] }: XmlElement, indent: string): string {
  const pairs = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escapeXml(String(value))}"`],
  );
  const open = `${indent}<${name}${pairs.join('')}`;
  if (children.length === 0) return `${open}/>`;
  if (children.every((child) => typeof child === 'string'))
    return `${open}>${children.map(escapeXml).join('')}</${name}>`;
  const inner = children.map((child) =>
    typeof child === 'string' ? escapeXml(child) : renderElement(child, `${indent}  `),
  );
  return `${open}>\n${inner.join('\n')}\n${indent}</${name}>`;
}

// tabs and newlines are escaped too, since parsers replace them by spaces in attributes
const escapeXml = (text: string): string => text.replace(/[&<>"\t\n]/g, (character) => `&#${character.charCodeAt(0)};`);
