import { hideInHeader } from './header-value.ts';
import type { Hide } from './header-value.ts';
import { placeholder } from './placeholder.ts';
import { isSensitiveName } from './sensitive-name.ts';

/** `"name": "value"`, also inside a JSON string, where every quote has backslashes before it. */
const member = new RegExp(`"([^"\\\\\\s]{1,200})"(\\s{0,20}:\\s{0,20})(?:"((?:\\\\[^]|[^"\\\\])*)"|(-?\\d[\\d.eE+-]*))`, 'g');
const escapedMember = /(\\{1,15}")([^"\\\s]{1,200})\1(\s{0,20}:\s{0,20})\1((?:(?!\1)[^])*)\1/g;
/** A header as it stands in a message or a trace: `> Cookie: a=b`, `-H 'X-Api-Key: …'`. */
const line = /(^[\t <>*]{0,20})([A-Za-z0-9_-]{2,100})(:[\t ]*)([^\r\n]+)/gm;
const quotedLine = /(["'`])([A-Za-z0-9_-]{2,100})(:[\t ]*)((?:(?!\1)[^\r\n])+)/g;
const credentials = new RegExp(`\\b(Bearer|Basic|Negotiate|DPoP)( {1,5})((?:${placeholder}|[A-Za-z0-9._~+/-]){16,}=*)`, 'gi');

/** Hides what stands in a text of any kind after a name, or a scheme, that is followed by a secret. */
export function hideInText(text: string, hide: Hide): string {
  const inHeader = (all: string, before: string, name: string, colon: string, value: string): string => {
    const hidden = isHeaderOfSecrets(name) ? hideInHeader(name, value, hide, (url) => url) : null;
    return hidden === null ? all : `${before}${name}${colon}${hidden}`;
  };
  let result = text;
  if (text.includes('"')) {
    result = result
      .replace(member, (all: string, name: string, colon: string, quoted: string | undefined, number: string | undefined) => (isSensitiveName(name) ? `"${name}"${colon}"${hide(name, quoted ?? number ?? '')}"` : all))
      .replace(escapedMember, (all: string, quote: string, name: string, colon: string, value: string) => (isSensitiveName(name) ? `${quote}${name}${quote}${colon}${quote}${hide(name, value)}${quote}` : all));
  }
  if (text.includes(':')) result = result.replace(line, inHeader).replace(quotedLine, inHeader);
  return result.replace(credentials, (all: string, scheme: string, space: string, value: string) => (looksRandom(value) ? `${scheme}${space}${hide('credentials', value)}` : all));
}

function isHeaderOfSecrets(name: string): boolean {
  return /^(?:set-)?cookie$/i.test(name) || isSensitiveName(name);
}

/** Prose such as `Basic internationalization` is not. */
function looksRandom(value: string): boolean {
  return /\d|[a-z][A-Z]/.test(value);
}
