import type { Server } from '../server.ts';
import type { Runner } from './run.ts';

/** An application around a recipe: `/ok`, `/broken` throws, `/private` wants a login, for any method; the rest is not found. */
function node(packages: readonly string[], before: string, after: string): Runner {
  return {
    programs: ['node'],
    packages,
    proxy: false,
    start: (code) => ({ files: { 'app.mjs': `${before}\n${code}\n${after}\n` }, command: [process.execPath, 'app.mjs'] }),
  };
}

const port = "Number(process.env.PORT), '127.0.0.1'";

const nest = `
import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
require('reflect-metadata');
const { NestFactory } = require('@nestjs/core');
const { All, Controller, Module, UnauthorizedException } = require('@nestjs/common');
class Paths {
  ok() { return 'ok'; }
  broken() { throw new Error('broken'); }
  private() { throw new UnauthorizedException(); }
}
for (const name of ['ok', 'broken', 'private']) All(name)(Paths.prototype, name, Object.getOwnPropertyDescriptor(Paths.prototype, name));
Controller()(Paths);
class AppModule {}
Module({ controllers: [Paths] })(AppModule);`;

export const nodeRunners: Partial<Record<Server, Runner>> = {
  'express-cors': node(
    ['express', 'cors'],
    "import express from 'express';\nconst app = express();",
    `app.use((_, response, next) => { response.set('X-Total', '3'); next(); });
     app.all('/ok', (_, response) => response.send('ok'));
     app.all('/broken', () => { throw new Error('broken'); });
     app.all('/private', (_, response) => response.status(401).send('no'));
     app.listen(${port});`,
  ),
  fastify: node(
    ['fastify', '@fastify/cors'],
    "import createFastify from 'fastify';\nconst fastify = createFastify();",
    `fastify.addHook('onRequest', async (request, reply) => {
       reply.header('X-Total', '3');
       if (request.url === '/private') { reply.code(401).send('no'); return reply; }
     });
     fastify.all('/ok', async () => 'ok');
     fastify.all('/broken', async () => { throw new Error('broken'); });
     await fastify.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });`,
  ),
  koa: node(
    ['koa', '@koa/cors'],
    "import Koa from 'koa';\nconst app = new Koa();\napp.silent = true;",
    `app.use((ctx) => {
       ctx.set('X-Total', '3');
       if (ctx.path === '/ok') ctx.body = 'ok';
       if (ctx.path === '/broken') throw new Error('broken');
       if (ctx.path === '/private') ctx.throw(401);
     });
     app.listen(${port});`,
  ),
  hono: node(
    ['hono', '@hono/node-server'],
    "import { Hono } from 'hono';\nimport { serve } from '@hono/node-server';\nconst app = new Hono();",
    `app.use('*', async (c, next) => { await next(); c.res.headers.set('X-Total', '3'); });
     app.all('/ok', (c) => c.text('ok'));
     app.all('/broken', () => { throw new Error('broken'); });
     app.all('/private', (c) => c.text('no', 401));
     serve({ fetch: app.fetch, port: Number(process.env.PORT), hostname: '127.0.0.1' });`,
  ),
  nestjs: node(
    ['@nestjs/core', '@nestjs/platform-express', 'reflect-metadata'],
    nest,
    `app.useLogger(false);
     app.use((_, response, next) => { response.setHeader('X-Total', '3'); next(); });
     await app.listen(${port});`,
  ),
  cloudflare: {
    programs: ['node'],
    packages: ['miniflare'],
    proxy: true,
    start: (code, { behind }) => ({
      files: {
        'worker.mjs': code,
        'app.mjs': `
          import { readFileSync } from 'node:fs';
          import { Miniflare } from 'miniflare';
          const flare = new Miniflare({
            modules: true, script: readFileSync('worker.mjs', 'utf8'), host: '127.0.0.1', port: Number(process.env.PORT), compatibilityDate: '2024-09-01',
            outboundService: async (request) => {
              const { pathname } = new URL(request.url);
              if (pathname === '/dead') return new Response('dead', { status: 502 });
              const answer = await fetch('http://127.0.0.1:${behind}' + pathname, { method: request.method });
              return new Response(await answer.text(), { status: answer.status, headers: answer.headers });
            },
          });
          await flare.ready;
          process.on('SIGTERM', async () => { await flare.dispose(); process.exit(0); });`,
      },
      command: [process.execPath, 'app.mjs'],
    }),
  },
};
