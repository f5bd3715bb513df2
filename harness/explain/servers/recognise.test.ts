import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { HeaderList } from '../../fetch/header.ts';
import { recognise } from './recognise.ts';
import { servers } from './server.ts';

const rows: readonly [what: string, headers: HeaderList, url: string, found: readonly string[]][] = [
  ['a server that says nothing of itself', [['Content-Type', 'text/plain'], ['Date', 'x']], 'https://api.example/', []],
  ['no address at all', [], 'nonsense', []],
  ['nginx', [['Server', 'nginx/1.22.1']], 'https://api.example/', ['nginx likely']],
  ['OpenResty', [['server', 'openresty']], 'https://api.example/', ['nginx likely']],
  ['Apache', [['Server', 'Apache/2.4.57 (Debian)']], 'https://api.example/', ['apache likely']],
  ['old Tomcat, which is not Apache', [['Server', 'Apache-Coyote/1.1']], 'https://api.example/', ['spring possible']],
  ['Apache Traffic Server, which is not httpd', [['Server', 'ATS/9.2']], 'https://api.example/', []],
  ['Caddy before Express', [['Server', 'Caddy'], ['X-Powered-By', 'Express']], 'https://api.example/', ['caddy likely', 'nestjs possible', 'express-cors likely']],
  ['Caddy as a proxy', [['Via', '1.1 Caddy']], 'https://api.example/', ['caddy likely']],
  ['a sticky session of HAProxy', [['Set-Cookie', 'SERVERID=s1; path=/']], 'https://api.example/', ['haproxy possible']],
  ['Cloudflare before nginx that is hidden', [['Server', 'cloudflare'], ['CF-RAY', '8a1b-FRA']], 'https://api.example/', ['cloudflare likely']],
  ['a Worker', [], 'https://x.workers.dev/', ['cloudflare likely']],
  ['CloudFront before S3', [['Server', 'AmazonS3'], ['x-amz-id-2', 'abc'], ['Via', '1.1 abc.cloudfront.net (CloudFront)'], ['X-Amz-Cf-Id', 'q==']], 'https://cdn.example/', ['cloudfront likely', 's3 likely']],
  ['a bucket by its host', [], 'https://bucket.s3.eu-central-1.amazonaws.com/k', ['s3 likely']],
  ['a bucket by its path', [], 'https://s3.amazonaws.com/bucket/k', ['s3 likely']],
  ['another host of Amazon', [], 'https://sns3.amazonaws.com/', []],
  ['a distribution', [], 'https://d1.cloudfront.net/', ['cloudfront likely']],
  ['API Gateway by its host', [['Apigw-Requestid', 'x=']], 'https://a1.execute-api.eu-west-1.amazonaws.com/prod', ['api-gateway likely']],
  ['something of AWS', [['x-amzn-RequestId', 'x']], 'https://api.example/', ['api-gateway possible']],
  ['a host that only contains the name', [], 'https://cloudfront.net.evil.test/', []],
  ['IIS with ASP.NET', [['Server', 'Microsoft-IIS/10.0'], ['X-AspNet-Version', '4.0.30319'], ['X-Powered-By', 'ASP.NET']], 'https://api.example/', ['iis likely', 'aspnet possible']],
  ['Kestrel', [['Server', 'Kestrel']], 'https://api.example/', ['aspnet likely']],
  ['Azure App Service', [], 'https://x.azurewebsites.net/', ['iis possible', 'aspnet possible']],
  ['Next.js', [['X-Powered-By', 'Next.js']], 'https://api.example/', ['nextjs likely']],
  ['a session of Express', [['Set-Cookie', 'connect.sid=s%3Aabc; Path=/']], 'https://api.example/', ['express-cors likely']],
  ['a session of Koa', [['Set-Cookie', 'koa.sess=abc']], 'https://api.example/', ['koa likely']],
  ['a session of Fastify, perhaps', [['Set-Cookie', 'sessionId=abc']], 'https://api.example/', ['fastify possible']],
  ['the default list of Koa and Hono', [['Access-Control-Allow-Methods', 'GET,HEAD,PUT,POST,DELETE,PATCH']], 'https://api.example/', ['koa possible', 'hono possible']],
  ['the default list of the middleware of Express', [['Access-Control-Allow-Methods', 'GET,HEAD,PUT,PATCH,POST,DELETE']], 'https://api.example/', ['express-cors possible']],
  ['a servlet', [['Set-Cookie', 'JSESSIONID=1; HttpOnly']], 'https://api.example/', ['spring possible']],
  ['Spring Boot 1', [['X-Application-Context', 'application:8080']], 'https://api.example/', ['spring likely']],
  ['the three lines of Spring', [['Vary', 'Origin'], ['Vary', 'Access-Control-Request-Method'], ['Vary', 'Access-Control-Request-Headers']], 'https://api.example/', ['spring possible']],
  ['Django', [['Server', 'gunicorn'], ['Set-Cookie', 'csrftoken=abc; SameSite=Lax']], 'https://api.example/', ['django likely']],
  ['FastAPI', [['server', 'uvicorn']], 'https://api.example/', ['fastapi likely']],
  ['Rails', [['X-Runtime', '0.004'], ['Set-Cookie', '_shop_session=abc']], 'https://api.example/', ['rails likely']],
  ['an older Rails', [['Set-Cookie', '_session_id=abc']], 'https://api.example/', ['rails possible']],
  ['Laravel on PHP', [['X-Powered-By', 'PHP/8.2.1'], ['Set-Cookie', 'laravel_session=abc'], ['Set-Cookie', 'XSRF-TOKEN=abc']], 'https://api.example/', ['laravel likely', 'php likely']],
  ['Envoy', [['Server', 'istio-envoy']], 'https://api.example/', ['general likely']],
  ['Cloud Run', [], 'https://x-uc.a.run.app/', ['general likely']],
];

describe('recognise', () => {
  for (const [what, headers, url, found] of rows)
    test(what, () => assert.deepEqual(recognise(headers, url).map(({ server, sure }) => `${server} ${sure}`), found));
  test('every server is recognised by something', () => {
    const named = new Set(rows.flatMap(([, , , found]) => found.map((one) => one.split(' ')[0])));
    assert.deepEqual(servers.filter((server) => !named.has(server)), []);
  });
});

describe('what told', () => {
  const because = (headers: HeaderList, url = 'https://api.example/'): string => recognise(headers, url).map((one) => one.because).join('; ');
  test('quotes a plain value', () => assert.equal(because([['server', 'nginx/1.22.1']]), '`Server: nginx/1.22.1`'));
  test('names all that told', () => assert.equal(because([['Set-Cookie', 'PHPSESSID=1'], ['X-Powered-By', 'PHP/8']]), '`X-Powered-By: PHP/8`, the cookie `PHPSESSID`'));
  test('never a value of a cookie', () => assert.equal(because([['Set-Cookie', '_shop_session=topsecret; Path=/']]), 'the cookie `_…_session`'));
  test('not the id of a request', () => assert.equal(because([['CF-RAY', '8a1b-FRA']]), '`CF-RAY`'));
  test('explains a platform', () => assert.match(because([], 'https://x.run.app/'), /`\.run\.app` \(Google Cloud Run/));
  for (const value of ['nginx\u001b[31m', 'nginx`<script>`', 'nginx\r\nX: y', `nginx ${'a'.repeat(500)}`, 'nginx [x](javascript:1)', 'nginx eyJhbGciOiJIUzI1NiIsInR5cCI6'])
    test(`does not repeat ${JSON.stringify(value.slice(0, 40))}`, () => assert.equal(because([['Server', value]]), '`Server`'));
  test('a hostile host name or cookie is not repeated', () => {
    assert.equal(because([], 'https://`x`.workers.dev/'), because([], 'https://x.workers.dev/'));
    assert.equal(because([['Set-Cookie', '_<b>_session=1'], ['Set-Cookie', '='], ['Set-Cookie', '']]), '');
  });
});
