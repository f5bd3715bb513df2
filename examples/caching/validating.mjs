// A server whose responses must be asked about each time: it answers 304 to who has the current one. Its policy names the
// headers of each status: `200 Access-Control-Allow-Origin: '*'`.
const etag = '"one"';

export function createApp(policy) {
  const headersFor = (status) => Object.entries(policy).flatMap(([key, value]) => (key.startsWith(`${status} `) ? [[key.slice(4), value]] : []));
  return (request, response) => {
    const status = request.headers['if-none-match'] === etag ? 304 : 200;
    response.writeHead(status, [['ETag', etag], ['Cache-Control', 'no-cache'], ...headersFor(status)].flat());
    response.end(status === 304 ? undefined : 'hello');
  };
}
