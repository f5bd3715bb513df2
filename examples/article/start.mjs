// Runs one of the three servers by itself: node examples/article/start.mjs 2 http://domainA.com 8080
const [number = '1', allowedOrigin = 'http://domainA.com', port = '8080'] = process.argv.slice(2);
const { createApp } = await import(`./server-${number}.mjs`);
createApp({ allowedOrigin }).listen(Number(port), () => console.log(`server ${number} admits ${allowedOrigin} at http://localhost:${port}/data`));
