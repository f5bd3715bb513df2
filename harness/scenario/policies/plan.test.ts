import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isPreflightOnly } from './planned-case.ts';
import { planPolicy } from './plan.ts';
import type { LabelledCase } from './plan.ts';
import { planOf, readPolicy } from './sample-policy.ts';

const app = 'https://app.example.com';
const local = 'http://[::1]';

/** Writes a case in a line: its labels, `→` what must come of it, and what of it is sent. */
function line(one: LabelledCase, policy: ReturnType<typeof readPolicy>): string {
  const { allowed, request, labels } = one;
  const parts = [...request.headers.map(([name, value]) => `${name}: ${value}`), ...(request.credentials ? ['include'] : []), ...request.cookies, ...(isPreflightOnly(one, policy) ? ['preflight only'] : [])];
  return `${labels.replace('allow=yes,', '+ ').replace('allow=no,', '- ').replaceAll(/origin=|method=/g, '').replace('cors-conformance.invalid', 'nobody')}${parts.length === 0 ? '' : ` (${parts.join(', ')})`}${allowed && one.expose.length > 0 ? ` reads ${one.expose.join(', ')}` : ''}`;
}

const linesOf = (policy: ReturnType<typeof readPolicy>): string[] => planOf(policy).map((one) => line(one, policy));
/** The origin has one look-alike, so that tables stay short. */
const derived = (method: string, what = ''): string[] => [`- http:nobody,${method}${what}`, `- http:(::1):49152,${method}${what}`];

test('without look-alikes a stranger is still denied', () => {
  const policy = readPolicy(`[{ origins: ['${app}'] }]`);
  const pages = (lookAlikes: boolean): string[] => linesOf({ ...policy, lookAlikes }).filter((one) => one.startsWith('- ') && !one.startsWith('- app.example.com,'));
  assert.equal(pages(true).length, 6);
  assert.deepEqual(pages(false), ['- nobody,GET']);
});

describe('what a policy expands into', () => {
  const rows: readonly (readonly [what: string, allow: string, deny: string, lines: readonly string[], target?: string])[] = [
    [
      'the least: GET, and what follows from it',
      `[{ origins: ['${local}'] }]`,
      '[]',
      ['+ http:(::1),GET', ...derived('GET'), '- http:(::1),PUT (preflight only)', '- http:(::1),GET,with=X-Cors-Conformance (X-Cors-Conformance: 1)', '- http:(::1),GET,credentials=yes (include)'],
    ],
    [
      'the first method that is not allowed; a request with a method that is, by its preflight',
      `[{ origins: ['${local}'], methods: [put, PATCH], credentials: true }]`,
      '[]',
      ['+ http:(::1),PUT (include, preflight only)', '+ http:(::1),PATCH (include, preflight only)', ...derived('PUT', ' (preflight only)'), '- http:(::1),DELETE (preflight only)', '- http:(::1),PUT,with=X-Cors-Conformance (X-Cors-Conformance: 1, preflight only)'],
    ],
    [
      'no method is left that could be denied',
      `[{ origins: ['${local}'], methods: [GET, PUT, PATCH, DELETE], credentials: true }]`,
      '[]',
      ['+ http:(::1),GET (include)', ...['PUT', 'PATCH', 'DELETE'].map((method) => `+ http:(::1),${method} (include, preflight only)`), ...derived('GET'), '- http:(::1),GET,with=X-Cors-Conformance (X-Cors-Conformance: 1)'],
    ],
    [
      'headers by name are not sent by others; readable headers are those of what is sent',
      `[{ origins: ['${local}'], methods: [PUT, GET], headers: [X-Token, x-cors-conformance], expose: [ETag, etag], credentials: true }]`,
      '[]',
      ['+ http:(::1),PUT (X-Token: 1, x-cors-conformance: 1, include, preflight only)', '+ http:(::1),GET (X-Token: 1, x-cors-conformance: 1, include) reads ETag', ...derived('GET'), '- http:(::1),PATCH (preflight only)'],
    ],
    [
      'headers with values and cookies go with what others send, since the server may need them',
      `[{ origins: ['${local}'], headers: { Authorization: 'Bearer {secret:token}' }, credentials: true, cookies: ['s={secret:session}'] }]`,
      '[]',
      [
        '+ http:(::1),GET (Authorization: Bearer {secret:token}, include, s={secret:session})',
        ...derived('GET', ',with=Authorization,credentials=yes (Authorization: Bearer {secret:token}, include, s={secret:session})'),
        '- http:(::1),PUT (preflight only)',
        '- http:(::1),GET,with=X-Cors-Conformance (X-Cors-Conformance: 1)',
      ],
    ],
    [
      'POST with a header has a preflight',
      `[{ origins: ['${local}'], methods: [POST], headers: [X-Token], credentials: true }]`,
      '[]',
      ['+ http:(::1),POST (X-Token: 1, include, preflight only)', ...derived('POST', ',with=X-Token (X-Token: 1, preflight only)'), '- http:(::1),PUT (preflight only)', '- http:(::1),POST,with=X-Cors-Conformance (X-Cors-Conformance: 1, preflight only)'],
    ],
    [
      'POST without one has none, and is left to the run; to deny it, a method with a preflight is better',
      `[{ origins: ['${local}'], methods: [POST, DELETE], credentials: true }]`,
      '[]',
      ['+ http:(::1),POST (include)', '+ http:(::1),DELETE (include, preflight only)', ...derived('DELETE', ' (preflight only)'), '- http:(::1),PUT (preflight only)', '- http:(::1),POST,with=X-Cors-Conformance (X-Cors-Conformance: 1, preflight only)'],
    ],
    [
      'POST alone, without a preflight',
      `[{ origins: ['${local}'], methods: [POST], credentials: true }]`,
      '[]',
      ['+ http:(::1),POST (include)', ...derived('POST'), '- http:(::1),PUT (preflight only)', '- http:(::1),POST,with=X-Cors-Conformance (X-Cors-Conformance: 1, preflight only)'],
    ],
    [
      'unsafe methods are sent where they are allowed, and never where they are denied',
      `[{ origins: ['${local}'], methods: [PUT], expose: [ETag], credentials: true }]`,
      `[{ origins: ['https://b.example'], methods: [PUT] }]`,
      ['+ http:(::1),PUT (include) reads ETag', '- b.example,PUT (preflight only)', ...derived('PUT', ' (preflight only)'), '- http:(::1),PATCH (preflight only)', '- http:(::1),PUT,with=X-Cors-Conformance (X-Cors-Conformance: 1, preflight only)'],
      ', allowUnsafeMethods: true',
    ],
    [
      'any origin: a page that nobody knows is let in, and none is denied for its origin',
      "[{ origins: '*' }]",
      '[]',
      ['+ nobody,GET', '- nobody,PUT (preflight only)', '- nobody,GET,with=X-Cors-Conformance (X-Cors-Conformance: 1)', '- nobody,GET,credentials=yes (include)'],
    ],
    [
      'any origin of a target over http is one over http',
      "[{ origins: '*', credentials: false }]",
      '[]',
      ['+ http:nobody,GET', '- http:nobody,PUT (preflight only)', '- http:nobody,GET,with=X-Cors-Conformance (X-Cors-Conformance: 1)', '- http:nobody,GET,credentials=yes (include)'],
      ", origin: 'http://api.example.com'",
    ],
    [
      'any origin, and one that may more: others are denied what it has more',
      `[{ origins: '*' }, { origins: ['${local}'], credentials: true }]`,
      '[]',
      [
        '+ nobody,GET',
        '+ http:(::1),GET (include)',
        '- nobody,PUT (preflight only)',
        '- nobody,GET,with=X-Cors-Conformance (X-Cors-Conformance: 1)',
        '- nobody,GET,credentials=yes (include)',
        ...derived('GET', ',credentials=yes (include)'),
        '- http:(::1),PUT (preflight only)',
        '- http:(::1),GET,with=X-Cors-Conformance (X-Cors-Conformance: 1)',
      ],
    ],
    [
      'a look-alike that is allowed itself is not denied',
      `[{ origins: ['${local}', '${local}:49152'], credentials: true }]`,
      '[]',
      [
        '+ http:(::1),GET (include)',
        '+ http:(::1):49152,GET (include)',
        '- http:nobody,GET',
        '- http:(::1),PUT (preflight only)',
        '- http:(::1),GET,with=X-Cors-Conformance (X-Cors-Conformance: 1)',
        '- http:(::1):49153,GET',
        '- http:(::1):49152,PUT (preflight only)',
        '- http:(::1):49152,GET,with=X-Cors-Conformance (X-Cors-Conformance: 1)',
      ],
    ],
    [
      'entries of one origin are taken together',
      `[{ origins: ['${local}'], credentials: true }, { origins: ['${local}'], methods: [PUT], headers: [X-Token] }]`,
      '[]',
      [
        '+ http:(::1),GET (include)',
        '+ http:(::1),PUT (X-Token: 1, preflight only)',
        ...derived('GET'),
        '- http:(::1),PATCH (preflight only)',
        '- http:(::1),GET,with=X-Cors-Conformance (X-Cors-Conformance: 1)',
        ...derived('PUT', ' (preflight only)'),
      ],
    ],
    [
      'what stands twice becomes one, with all that is readable',
      `[{ origins: ['${local}', '${local}'], methods: [GET, get], headers: [X-A, X-B], expose: [ETag], credentials: true }, { origins: ['${local}'], headers: [x-b, x-a], expose: [etag, Age], credentials: true }]`,
      '[]',
      ['+ http:(::1),GET (X-A: 1, X-B: 1, include) reads ETag, Age', ...derived('GET'), '- http:(::1),PUT (preflight only)', '- http:(::1),GET,with=X-Cors-Conformance (X-Cors-Conformance: 1)'],
    ],
    [
      'requests of one origin and method are told apart by what else they have',
      `[{ origins: ['${local}'], headers: [X-B, X-A], credentials: true }, { origins: ['${local}'] }]`,
      '[]',
      ['+ http:(::1),GET,with=X-A+X-B,credentials=yes (X-B: 1, X-A: 1, include)', '+ http:(::1),GET', ...derived('GET'), '- http:(::1),PUT (preflight only)', '- http:(::1),GET,with=X-Cors-Conformance (X-Cors-Conformance: 1)'],
    ],
    [
      'denials alone, with all that they list',
      '[]',
      `[{ origins: ['https://b.example'], methods: [GET, DELETE], headers: { X-Admin: yes }, credentials: true }]`,
      ['- b.example,GET,with=X-Admin,credentials=yes (X-Admin: yes, include)', '- b.example,DELETE,with=X-Admin,credentials=yes (X-Admin: yes, include, preflight only)'],
    ],
    [
      'a denial that follows anyway stands once',
      `[{ origins: ['${local}'], credentials: true }]`,
      `[{ origins: ['http://cors-conformance.invalid', '${local}:49152'] }, { origins: ['${local}'], methods: [PUT] }]`,
      ['+ http:(::1),GET (include)', ...derived('GET'), '- http:(::1),PUT (preflight only)', '- http:(::1),GET,with=X-Cors-Conformance (X-Cors-Conformance: 1)'],
    ],
    [
      'nothing is derived at the target’s own origin',
      `[{ origins: ['${local}'], credentials: true }]`,
      '[]',
      ['+ http:(::1),GET (include)', '- http:nobody,GET', '- http:(::1),PUT (preflight only)', '- http:(::1),GET,with=X-Cors-Conformance (X-Cors-Conformance: 1)'],
      `, origin: '${local}:49152'`,
    ],
  ];
  for (const [what, allow, deny, lines, target] of rows) test(what, () => assert.deepEqual(linesOf(readPolicy(allow, deny, target)), lines));
});

describe('titles', () => {
  const policy = readPolicy(`[{ origins: [${app}], headers: [X-A, X-B, X-C] }, { origins: '*', methods: [HEAD] }]`, `[{ origins: [https://b.example], methods: [DELETE] }]`);
  const says = new Set(planOf(policy).map((one) => one.says));
  const rows: readonly (readonly [what: string, title: string])[] = [
    ['allowed', `${app} may send GET with X-A, X-B and X-C`],
    ['any origin', 'https://cors-conformance.invalid, like any origin, may send HEAD'],
    ['denied', 'https://b.example must not send DELETE'],
    ['a method', `${app} must not send PUT`],
    ['a header', `${app} must not send the header X-Cors-Conformance`],
    ['credentials', `${app} must not send GET with credentials`],
  ];
  for (const [what, title] of rows) test(what, () => assert.ok(says.has(title), [...says].join('\n')));

  test('of origins that nobody lets in', () => {
    const closed = planOf(readPolicy(`[{ origins: [${app}] }]`)).map((one) => one.says);
    assert.ok(closed.includes('https://cors-conformance.invalid, which nobody knows, must not be let in'));
    assert.ok(closed.includes(`https://xapp.example.com must not be let in, though it looks like ${app}`));
  });
  test('of origins that are let in with less', () => {
    const open = planOf(readPolicy(`[{ origins: '*' }, { origins: [${app}], credentials: true }]`)).map((one) => one.says);
    assert.ok(open.includes(`https://xapp.example.com must not send GET with credentials, as ${app} may`), open.join('\n'));
  });
});

describe('what cannot be planned', () => {
  const rows: readonly (readonly [what: string, allow: string, deny: string, message: RegExp])[] = [
    ['one request with two values of a header', `[{ origins: [${app}], headers: { X-A: one } }, { origins: [${app}], headers: { x-a: two } }]`, '[]', /GET with x-a stands in the policy before, with other values/],
    ['one request with and without cookies', `[{ origins: [${app}], credentials: true, cookies: ['a=b'] }, { origins: [${app}], credentials: true }]`, '[]', /other values of headers or cookies/],
    ['one denial with two values of a header', '[]', `[{ origins: [${app}], headers: { X-A: one } }, { origins: [${app}], headers: { X-A: two } }]`, /GET with X-A stands in the policy before/],
    ['more cases than anybody reads', `[{ origins: [${Array.from({ length: 25 }, (_, index) => `https://a${index}.example`).join(', ')}] }]`, '[]', /^the policy makes 226 cases$/],
  ];
  for (const [what, allow, deny, message] of rows) {
    test(what, () => {
      const { findings } = planPolicy(readPolicy(allow, deny));
      assert.equal(findings.length, 1);
      assert.match(findings[0]?.message ?? '', message);
    });
  }
});
