import { existsSync, readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import sirv from 'sirv'
import { scriptHashes } from './access/security-headers.ts'

/** The built dashboard, a page application: every path that is no file is its index.html. */
export function servePage(folder: string | null): (request: IncomingMessage, response: ServerResponse) => void {
  if (folder === null || !existsSync(join(folder, 'index.html'))) return noPage
  return sirv(folder, {
    single: true,
    etag: true,
    // Names under _app/immutable carry a hash of their content; any other file may change with the next build.
    setHeaders: (response, path) =>
      response.setHeader(
        'cache-control',
        path.startsWith('/_app/immutable/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      ),
  })
}

/** The hashes of the scripts that stand in the dashboard's page: they may run, and no others. */
export function scriptsIn(folder: string | null): string[] {
  const file = folder === null ? null : join(folder, 'index.html')
  return file !== null && existsSync(file) ? scriptHashes(readFileSync(file, 'utf8')) : []
}

function noPage(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(503, { 'content-type': 'text/plain; charset=utf-8' })
  response.end(
    'This hub has no dashboard; `phasescope serve` builds one.\nThe API is here: /api/runs, /api/probes, /healthz\n',
  )
}
