import type { Server } from './server.ts';

/** What in a response tells of a server. `says` is said in place of a value; a cookie's value is never looked at. */
export type Sign = { readonly server: Server; readonly sure: 'likely' | 'possible'; readonly says?: string } & (
  | { readonly header: string; readonly value?: RegExp }
  | { readonly cookie: RegExp; readonly name: string }
  /** How the host name ends. */
  | { readonly host: RegExp; readonly name: string }
);

const [likely, possible] = ['likely', 'possible'] as const;
const header = (server: Server, sure: 'likely' | 'possible', name: string, value?: RegExp, says?: string): Sign => ({ server, sure, header: name, ...(value && { value }), ...(says !== undefined && { says }) });
const cookie = (server: Server, sure: 'likely' | 'possible', name: string, pattern: RegExp): Sign => ({ server, sure, cookie: pattern, name });
const host = (server: Server, sure: 'likely' | 'possible', name: string, pattern: RegExp, says?: string): Sign => ({ server, sure, host: pattern, name, ...(says !== undefined && { says }) });

export const signs: readonly Sign[] = [
  header('cloudflare', likely, 'CF-RAY'),
  header('cloudflare', likely, 'Server', /^cloudflare\b/i),
  cookie('cloudflare', likely, '__cf_bm', /^__cf_bm$/),
  host('cloudflare', likely, '.workers.dev', /\.workers\.dev$/),
  host('cloudflare', likely, '.pages.dev', /\.pages\.dev$/),

  header('cloudfront', likely, 'X-Amz-Cf-Id'),
  header('cloudfront', likely, 'Via', /\(CloudFront\)/i),
  header('cloudfront', likely, 'Server', /^CloudFront\b/i),
  host('cloudfront', likely, '.cloudfront.net', /\.cloudfront\.net$/),

  header('api-gateway', likely, 'apigw-requestid'),
  header('api-gateway', likely, 'x-amz-apigw-id'),
  header('api-gateway', possible, 'x-amzn-RequestId'),
  host('api-gateway', likely, '.execute-api.….amazonaws.com', /\.execute-api\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/),

  cookie('haproxy', possible, 'SERVERID', /^SERVERID$/),
  header('haproxy', likely, 'Server', /^haproxy\b/i),

  header('nginx', likely, 'Server', /^(nginx|openresty)\b/i),
  header('apache', likely, 'Server', /^Apache(?!-Coyote)(?![\w-])/i),
  header('caddy', likely, 'Server', /^Caddy\b/i),
  header('caddy', likely, 'Via', /^\d\.\d Caddy\b/i),

  header('iis', likely, 'Server', /^Microsoft-IIS\b/i),
  header('iis', likely, 'X-AspNet-Version'),
  header('iis', likely, 'X-AspNetMvc-Version'),
  cookie('iis', likely, 'ASP.NET_SessionId', /^ASP\.NET_SessionId$/),
  header('iis', possible, 'X-Powered-By', /^ASP\.NET\b/i),
  host('iis', possible, '.azurewebsites.net', /\.azurewebsites\.net$/, 'Azure App Service, which has a CORS setting of its own that answers before the application'),

  header('s3', likely, 'Server', /^AmazonS3\b/i),
  header('s3', likely, 'x-amz-bucket-region'),
  header('s3', possible, 'x-amz-id-2'),
  host('s3', likely, '.s3.….amazonaws.com', /(^|\.)s3[.-]([a-z0-9.-]+\.)?amazonaws\.com(\.cn)?$/),

  header('nextjs', likely, 'X-Powered-By', /^Next\.js\b/i),
  header('nextjs', likely, 'x-nextjs-cache'),
  header('nextjs', likely, 'x-nextjs-prerender'),

  header('express-cors', likely, 'X-Powered-By', /^Express\b/i),
  cookie('express-cors', likely, 'connect.sid', /^connect\.sid$/),
  header('express-cors', possible, 'Access-Control-Allow-Methods', /^GET,HEAD,PUT,PATCH,POST,DELETE$/),
  // It runs on Express, and says no more of itself.
  header('nestjs', possible, 'X-Powered-By', /^Express\b/i),
  cookie('fastify', possible, 'sessionId', /^sessionId$/),
  cookie('koa', likely, 'koa.sess', /^koa[.:]sess(\.sig)?$/),
  header('koa', possible, 'Access-Control-Allow-Methods', /^GET,HEAD,PUT,POST,DELETE,PATCH$/),
  header('hono', possible, 'Access-Control-Allow-Methods', /^GET,HEAD,PUT,POST,DELETE,PATCH$/),

  header('spring', likely, 'X-Application-Context'),
  header('spring', possible, 'Server', /^Apache-Coyote\b/i),
  cookie('spring', possible, 'JSESSIONID', /^JSESSIONID$/),
  header('spring', possible, 'Vary', /Origin,\s*Access-Control-Request-Method,\s*Access-Control-Request-Headers/i),

  cookie('django', likely, 'csrftoken', /^csrftoken$/),
  header('django', likely, 'Server', /^WSGIServer\b/i),
  header('django', possible, 'Server', /^gunicorn\b/i),
  cookie('django', possible, 'sessionid', /^sessionid$/),

  header('fastapi', likely, 'Server', /^uvicorn\b/i),
  header('fastapi', possible, 'Server', /^hypercorn\b/i),
  header('fastapi', possible, 'Access-Control-Allow-Headers', /^Accept, Accept-Language, Content-Language, Content-Type\b/),

  header('aspnet', likely, 'Server', /^Kestrel\b/i),
  cookie('aspnet', likely, '.AspNetCore.…', /^\.AspNetCore\./),
  header('aspnet', possible, 'X-Powered-By', /^ASP\.NET\b/i),
  host('aspnet', possible, '.azurewebsites.net', /\.azurewebsites\.net$/, 'Azure App Service'),

  header('rails', likely, 'X-Runtime', /^\d+\.\d+$/),
  header('rails', possible, 'X-Powered-By', /^Phusion Passenger\b/i),
  header('rails', possible, 'Server', /^(Puma|WEBrick)\b/i),
  cookie('rails', likely, '_…_session', /^_[a-z0-9_]+_session$/i),
  cookie('rails', possible, '_session_id', /^_session_id$/),

  cookie('laravel', likely, 'laravel_session', /^laravel[_-]session$/),
  cookie('laravel', possible, 'XSRF-TOKEN', /^XSRF-TOKEN$/),
  header('php', likely, 'X-Powered-By', /^PHP\b/i),
  cookie('php', likely, 'PHPSESSID', /^PHPSESSID$/),

  header('general', likely, 'Server', /^awselb\b/i, 'the load balancer of AWS, which answered itself'),
  header('general', likely, 'Server', /^(istio-)?envoy\b/i, 'Envoy, which has a CORS filter of its own'),
  header('general', likely, 'x-vercel-id', undefined, 'Vercel, which passes on what the application says'),
  header('general', likely, 'x-nf-request-id', undefined, 'Netlify, whose file `_headers` sets headers'),
  header('general', likely, 'X-Served-By', /^cache-/i, 'Fastly, which passes on what is behind it'),
  host('general', likely, '.run.app', /\.run\.app$/, 'Google Cloud Run, which passes on what the container says'),
  host('general', likely, '.lambda-url.….on.aws', /\.lambda-url\.[a-z0-9-]+\.on\.aws$/, 'a Lambda function URL, which has a CORS setting of its own'),
];
