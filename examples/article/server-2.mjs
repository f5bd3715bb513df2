// The article's second server: it answers preflights, and says Allow-Credentials there, but not on its responses.
import express from 'express';

export function createApp({ allowedOrigin }) {
  const app = express();
  app.use((_request, response, next) => {
    response.set('Access-Control-Allow-Origin', allowedOrigin);
    next();
  });
  app.options('/data', (_request, response) => {
    response.set('Access-Control-Allow-Methods', 'GET, POST, PUT, DELETE');
    response.set('Access-Control-Allow-Credentials', 'true');
    response.sendStatus(200);
  });
  app.all('/data', (request, response) => void response.json({ from: 'server 2', method: request.method }));
  return app;
}
