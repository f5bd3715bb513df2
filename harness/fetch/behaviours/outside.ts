/** Why a row is no test of the model. A closed list: each says what the model, by what it is for, has no words for. */
export const outsideReasons = {
  'not-script': 'It is about a script, image or frame of the page, and only fetch() and XMLHttpRequest are modelled.',
  'http-cache': 'It is about the HTTP cache: stored responses, and what a 304 makes of them.',
  'fetch-metadata': 'Sec-Fetch-* headers are the Fetch Metadata draft’s.',
  'local-network': 'Preflights of Private Network Access are no more; Local Network Access, a draft, asks the person instead.',
  'user-agent': 'What User-Agent says is the engine’s own.',
  'data-url': 'What a data: URL holds is not modelled.',
  time: 'It is about time: a timeout, or a body that never ends.',
  'xhr-state': 'It is about when an attribute of an XMLHttpRequest can be set.',
} as const;
export type OutsideReason = keyof typeof outsideReasons;

/** Rows that are no test of the model, by reason. */
export const outside: Readonly<Record<OutsideReason, readonly string[]>> = {
  'not-script': ['CACHE-304-005', 'CORP-021', 'CORP-022', 'CORP-023', 'ORIGIN-HEADER-017'],
  'http-cache': ['CACHE-304-003', 'CACHE-304-004'],
  'fetch-metadata': ['FETCH-METADATA-001', 'FETCH-METADATA-002', 'FETCH-METADATA-003', 'FETCH-METADATA-006', 'FETCH-METADATA-007', 'FETCH-METADATA-008'],
  'local-network': [
    'LOCAL-NETWORK-008', 'LOCAL-NETWORK-009', 'LOCAL-NETWORK-010', 'LOCAL-NETWORK-013', 'LOCAL-NETWORK-014', 'LOCAL-NETWORK-015', 'LOCAL-NETWORK-018',
    'LOCAL-NETWORK-019', 'LOCAL-NETWORK-020', 'LOCAL-NETWORK-023', 'LOCAL-NETWORK-024', 'LOCAL-NETWORK-025', 'LOCAL-NETWORK-028', 'LOCAL-NETWORK-029', 'LOCAL-NETWORK-030',
  ],
  'user-agent': ['PREFLIGHT-SHAPE-001'],
  'data-url': ['NULL-ORIGIN-005', 'NULL-ORIGIN-008'],
  time: ['EVENTS-009', 'PREFLIGHT-BODY-002'],
  'xhr-state': ['CREDENTIALS-042', 'CREDENTIALS-043', 'CREDENTIALS-044'],
};
