/** What people call the roles of an exchange, in the standard's words. */
export const roleWords = { 'cors-preflight-request': 'CORS-preflight request', 'cors-request': 'CORS request', request: 'request', setup: 'request to set up', reachability: 'request for proof' } as const;
