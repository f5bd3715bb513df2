/** A strict reader of the XML that the exports write, for their tests: it throws where XML 1.0 would not be well-formed. */

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Its own text, without that of its children. */
  readonly text: string;
}

// https://www.w3.org/TR/xml/#charsets
const forbidden = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;

/** Reads a document. Comments, CDATA sections and doctypes are not written, and so are errors. */
export function readXml(document: string): XmlElement {
  const bad = forbidden.exec(document);
  if (bad !== null) throw new Error(`a character that XML forbids, at ${bad.index}: ${JSON.stringify(document.slice(Math.max(0, bad.index - 20), bad.index + 20))}`);
  const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
  if (!document.startsWith(head)) throw new Error('no XML declaration');
  const tag = /<(\/?)([a-z][a-z-]*)((?:\s+[a-zA-Z:-]+="[^"<]*")*)\s*(\/?)>/gy;
  const root = { name: '', attributes: {}, children: [] as Growing[], text: '' };
  const open: Growing[] = [root];
  let at = head.length;
  while (at < document.length) {
    const next = document.indexOf('<', at);
    const inner = open[open.length - 1];
    if (inner === undefined) throw new Error(`an end too many before ${at}`);
    const text = document.slice(at, next === -1 ? document.length : next);
    if (text.includes(']]>')) throw new Error(`]]> in text before ${at}`);
    inner.text += unescape(text);
    if (next === -1) break;
    tag.lastIndex = next;
    const match = tag.exec(document);
    if (match === null) throw new Error(`no tag at ${next}: ${document.slice(next, next + 60)}`);
    const [whole, end, name = '', written = '', empty] = match;
    at = next + whole.length;
    if (end === '/') {
      if (open.pop()?.name !== name) throw new Error(`</${name}> ends another element, at ${next}`);
      continue;
    }
    const element: Growing = { name, attributes: attributesOf(written), children: [], text: '' };
    inner.children.push(element);
    if (empty !== '/') open.push(element);
  }
  const [only, ...others] = root.children;
  if (open.length !== 1 || only === undefined || others.length > 0 || root.text.trim() !== '') throw new Error('not one element that ends');
  return only;
}

interface Growing {
  name: string;
  attributes: Record<string, string>;
  children: Growing[];
  text: string;
}

function attributesOf(written: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name = '', value = ''] of written.matchAll(/([a-zA-Z:-]+)="([^"]*)"/g)) {
    if (name in attributes) throw new Error(`${name} comes twice`);
    if (/[\t\n\r]/.test(value)) throw new Error(`a parser takes a line break for a space in ${name}`);
    attributes[name] = unescape(value);
  }
  return attributes;
}

function unescape(text: string): string {
  return text.replace(/&(#(\d+);)?/g, (match, reference: string | undefined, code: string | undefined) => {
    if (reference === undefined) throw new Error(`an & that begins no reference: ${text.slice(0, 60)}`);
    const character = String.fromCodePoint(Number(code));
    if (forbidden.test(character)) throw new Error(`${match} is a character that XML forbids`);
    return character;
  });
}

/** Lists an element's descendants of a name, in the order of the document. */
export function descendants(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.flatMap((child) => [...(child.name === name ? [child] : []), ...descendants(child, name)]);
}
