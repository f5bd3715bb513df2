// The article's first server: it admits one origin, and knows nothing of preflights.
import express from 'express';

export function createApp({ allowedOrigin }) {
  const app = express();
  app.get('/data', (_request, response) => {
    response.set('Access-Control-Allow-Origin', allowedOrigin);
    response.json({ from: 'server 1' });
  });
  return app;
}
