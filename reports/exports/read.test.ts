import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { activeParts } from './read-markdown.ts';
import { readMetrics } from './read-metrics.ts';
import { readXml } from './read-xml.ts';

// The readers are the judges of the other tests here, so they must refuse what is wrong.

describe('the reader of XML refuses', () => {
  const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
  const rows: Record<string, string> = {
    'no declaration': '<a/>',
    'a control character': `${head}<a>\u0001</a>`,
    'a lone surrogate': `${head}<a>\ud800</a>`,
    'U+FFFE': `${head}<a>\ufffe</a>`,
    'a reference to a control character': `${head}<a>&#1;</a>`,
    'an entity': `${head}<a>&nbsp;</a>`,
    'a bare &': `${head}<a b="&"/>`,
    'an end of CDATA in text': `${head}<a>]]></a>`,
    'a < in an attribute': `${head}<a b="<"/>`,
    'an attribute without quotes': `${head}<a b=c/>`,
    'an attribute that comes twice': `${head}<a b="" b=""/>`,
    'a line feed in an attribute': `${head}<a b="\n"/>`,
    'an end of another element': `${head}<a><b></a></b>`,
    'an element that does not end': `${head}<a>`,
    'two roots': `${head}<a/><a/>`,
    'text after the root': `${head}<a/>b`,
    'a comment': `${head}<a><!-- --></a>`,
  };
  for (const [words, text] of Object.entries(rows)) test(words, () => assert.throws(() => readXml(text)));
  test('and not what is right', () => assert.deepEqual(readXml(`${head}<a b="&#10;">\n<c/>&#60;d</a>\n`), { name: 'a', attributes: { b: '\n' }, text: '\n<d', children: [{ name: 'c', attributes: {}, children: [], text: '' }] }));
});

describe('the reader of OpenMetrics refuses', () => {
  const rows: Record<string, string> = {
    'no EOF': '# TYPE a gauge\na 1\n',
    'something after EOF': '# EOF\n# EOF\n',
    'EOF without a line feed': '# TYPE a gauge\na 1\n# EOF',
    'a sample before its type': 'a 1\n# TYPE a gauge\n# EOF\n',
    'a family in two places': '# TYPE a gauge\na 1\n# TYPE b gauge\nb 1\n# TYPE a gauge\na{c="d"} 1\n# EOF\n',
    'a bad name': '# TYPE a-b gauge\na-b 1\n# EOF\n',
    'a bad label': '# TYPE a gauge\na{b-c="d"} 1\n# EOF\n',
    'a quote in a label': '# TYPE a gauge\na{b="c"d"} 1\n# EOF\n',
    'a backslash in a label': '# TYPE a gauge\na{b="c\\d"} 1\n# EOF\n',
    'a line feed in a label': '# TYPE a gauge\na{b="c\nd"} 1\n# EOF\n',
    'a comma too many': '# TYPE a gauge\na{b="c",} 1\n# EOF\n',
    'the same sample twice': '# TYPE a gauge\na{b="c"} 1\na{b="c"} 2\n# EOF\n',
    'an empty line': '# TYPE a gauge\n\na 1\n# EOF\n',
    'no number': '# TYPE a gauge\na null\n# EOF\n',
    'a unit that is no suffix': '# TYPE a gauge\n# UNIT a seconds\na 1\n# EOF\n',
    'an info without its suffix': '# TYPE a info\na{b="c"} 1\n# EOF\n',
  };
  for (const [words, text] of Object.entries(rows)) test(words, () => assert.throws(() => readMetrics(text)));
  test('and not what is right', () => assert.deepEqual(readMetrics('# TYPE a info\na_info{b="\\"\\\\\\n"} 1\n# EOF\n'), [{ name: 'a_info', labels: { b: '"\\\n' }, value: 1 }]));
});

describe('what acts in Markdown is found', () => {
  const rows: Record<string, string> = {
    HTML: 'A <b>',
    'a link': 'A [b](c)',
    'an address': 'A https://evil.test',
    'an address without a scheme': 'A evil.test',
    'a mention': 'A @b',
    'the number of an issue': 'A #1',
    emphasis: 'A *b*',
    mathematics: 'A $b$',
    'a short code': 'A :b:c',
    'an entity': 'A &copy;',
    'a heading that is not ours': '### a',
    'a list that is not ours': '1. a',
    'a row with a cell too many': '| a | b |\n|---|---|\n| `c|d` | e |',
    'a command': '- `##[error]`',
    'a command at the beginning': '::error::a',
  };
  for (const [words, text] of Object.entries(rows)) test(words, () => assert.notDeepEqual(activeParts(text), []));
  test('code that does not end', () => assert.throws(() => activeParts('A `b')));
  test('and nothing else', () => assert.deepEqual(activeParts('# A: b\n\n- **known deviation** in chromium: ``<b>`[c](d)``: e&#42;f\n\n| a |\n|---|\n| `#1 @b` |\n'), []));
});
