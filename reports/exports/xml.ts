import { inert } from './inert.ts';

/** An element: its name, attributes, and what it holds; text is written as text. Attributes that are null are left out. */
export interface Element {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string | number | null>>;
  readonly children?: readonly (Element | string)[];
}

/** Writes an XML 1.0 document. What XML forbids in text becomes a visible escape. */
export function xmlDocument(root: Element): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(root, '')}\n`;
}

function element({ name, attributes = {}, children = [] }: Element, indent: string): string {
  const written = Object.entries(attributes).flatMap(([key, value]) => (value === null ? [] : [` ${key}="${attributeValue(String(value))}"`])).join('');
  if (children.length === 0) return `${indent}<${name}${written}/>`;
  if (children.every((child) => typeof child === 'string')) return `${indent}<${name}${written}>${children.map(escapeXml).join('')}</${name}>`;
  const lines = children.map((child) => (typeof child === 'string' ? escapeXml(child) : element(child, `${indent}  `)));
  return `${indent}<${name}${written}>\n${lines.join('\n')}\n${indent}</${name}>`;
}

/** Escapes text for XML; two colons, with which a command to a CI service begins a line, are broken. */
export function escapeXml(text: string): string {
  return inert(text).replace(/[&<>"']|(?<=:):/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Keeps line feeds, which a parser takes for spaces in an attribute. */
function attributeValue(text: string): string {
  return escapeXml(text).replace(/\n/g, '&#10;');
}
