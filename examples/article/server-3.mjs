// The article's third server: preflights, custom headers, and credentials on every response.
import express from 'express';

export function createApp({ allowedOrigin }) {
  const app = express();
  app.use((_request, response, next) => {
    response.set('Access-Control-Allow-Origin', allowedOrigin);
    response.set('Access-Control-Allow-Credentials', 'true');
    response.vary('Origin');
    next();
  });
  app.options('/data', (_request, response) => {
    response.set('Access-Control-Allow-Methods', 'GET, POST, PUT, DELETE');
    response.set('Access-Control-Allow-Headers', 'Content-Type, X-Requested-With');
    response.sendStatus(204);
  });
  app.all('/data', (request, response) => void response.json({ from: 'server 3', method: request.method }));
  return app;
}
