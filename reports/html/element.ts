import { visible } from './escape.ts';

export type Child = Node | string | null;

/** Makes an element. Strings become text nodes, so nothing in them can be markup. */
export function el(tag: string, attributes: Readonly<Record<string, string>>, ...children: Child[]): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  for (const child of children) if (child !== null) element.append(typeof child === 'string' ? visible(child) : child);
  return element;
}

export const heading = (text: string): HTMLElement => el('h3', {}, text);
export const code = (text: string): HTMLElement => el('code', {}, text);

/** Makes elements of a text in which `backquotes` mark code. */
export function prose(text: string): Child[] {
  return text.split('`').map((part, index) => (part === '' ? null : index % 2 === 0 ? part : code(part)));
}
