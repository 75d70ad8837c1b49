// node mirror.mjs slow|broken|none : an HTTP proxy on loopback that behaves like a bad mirror; prints its port.
// slow: 300 kB/s in total. broken: one request in eight fails, in turn with an error page, a truncated body, a closed connection and silence.
// none: every connection is closed.
import { createServer, request } from 'node:http';
import { Transform } from 'node:stream';

const [mode] = process.argv.slice(2);
const BYTES_PER_S = 300_000;
const FAULTS = [
  (_, answer) => answer.writeHead(503, { 'Content-Length': 5 }).end('busy\n'),
  (asked, answer) => forward(asked, answer, cutAfter(2_000, answer)),
  (_, answer) => answer.destroy(),
  () => undefined,
];
let requests = 0;
let freeAt = 0;

const server = createServer((asked, answer) => {
  answer.on('error', () => undefined);
  requests += 1;
  if (mode === 'none') answer.destroy();
  else if (mode === 'slow') forward(asked, answer, throttle());
  else if (requests % 8 === 0) FAULTS[(requests / 8) % FAULTS.length](asked, answer);
  else forward(asked, answer);
});
// apt-cacher-ng accepts no proxy with a port above 32767
const listen = () => server.listen(20_000 + Math.floor(Math.random() * 12_000), '127.0.0.1');
server.on('error', (error) => {
  if (error.code !== 'EADDRINUSE') throw error;
  listen();
});
server.on('listening', () => console.log(server.address().port));
listen();

function forward(asked, answer, through) {
  const url = new URL(asked.url);
  const onward = request({ host: url.hostname, port: url.port || 80, path: url.pathname + url.search, headers: asked.headers }, (response) => {
    answer.writeHead(response.statusCode, response.headers);
    (through === undefined ? response : response.pipe(through)).pipe(answer);
  });
  onward.on('error', () => answer.destroy());
  answer.on('close', () => onward.destroy());
  onward.end();
}

function throttle() {
  return new Transform({
    transform(chunk, _, done) {
      freeAt = Math.max(freeAt, Date.now()) + (chunk.length / BYTES_PER_S) * 1000;
      setTimeout(() => done(null, chunk), freeAt - Date.now());
    },
  });
}

function cutAfter(bytes, answer) {
  let passed = 0;
  return new Transform({
    transform(chunk, _, done) {
      passed += chunk.length;
      if (passed > bytes) answer.destroy();
      done(null, chunk);
    },
  });
}
