/** An article of somebody else, on another origin: a server of its own that knows nothing of ours. */
import { createServer } from 'node:http';

export interface Article {
  url: string;
  stop: () => Promise<void>;
}

/** Serves a page around pieces of HTML that were pasted into it, one address for each. */
export async function publish(pieces: Record<string, string>, lang = 'es'): Promise<Article> {
  const server = createServer((request, response) => {
    const piece = pieces[(request.url ?? '').slice(1)];
    response.writeHead(piece === undefined ? 204 : 200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(piece === undefined ? '' : around(piece, lang));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const at = server.address();
  return {
    url: `http://127.0.0.1:${at && typeof at === 'object' ? at.port : 0}`,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/** What a content system leaves of it that takes scripts and styles away. */
export function stripped(piece: string): string {
  return piece.replace(/<script.*?<\/script>/gs, '').replace(/ style="[^"]*"/g, '');
}

function around(piece: string, lang: string): string {
  return `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>Corredor minero</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<style>body { max-width: 680px; margin: 24px auto; padding: 0 16px; font: 18px/1.6 serif } iframe { max-width: 100% }
@media (prefers-color-scheme: dark) { body { background: #181b1f; color: #f2eee6 } }</style></head>
<body><main><h1>Doce kilómetros de vía cerrados</h1><p>La comunidad cerró un tramo de la carretera.</p>
${piece}
${'<p>El acuerdo cambió el retiro de las fuerzas por la reapertura de la vía.</p>'.repeat(40)}</main></body></html>`;
}
