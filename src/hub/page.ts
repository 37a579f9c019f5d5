import { existsSync, readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { scriptHashes } from './access/security-headers.ts'
import { answerFile } from './files/answer-file.ts'
import { filesIn } from './files/page-files.ts'

/**
 * The built dashboard, a page application: every path that is no file is its index.html. It is read once, so that a hub
 * serves on what it was started with, whatever becomes of the folder.
 */
export function servePage(folder: string | null): (request: IncomingMessage, response: ServerResponse) => void {
  if (folder === null || !existsSync(join(folder, 'index.html'))) return noPage
  const files = filesIn(folder)
  const index = files.get('/index.html')!
  return (request, response) => {
    const path = pathOf(request)
    answerFile(request, response, files.get(path) ?? (isFileName(path) ? null : index))
  }
}

/** The hashes of the scripts that stand in the dashboard's page: they may run, and no others. */
export function scriptsIn(folder: string | null): string[] {
  const file = folder === null ? null : join(folder, 'index.html')
  return file !== null && existsSync(file) ? scriptHashes(readFileSync(file, 'utf8')) : []
}

function pathOf({ url = '/' }: IncomingMessage): string {
  const { pathname } = URL.parse(url, 'http://hub') ?? { pathname: url }
  try {
    return decodeURIComponent(pathname)
  } catch {
    return pathname
  }
}

/** A file that is not there is not the page, lest a script be HTML; the id of a run may have a dot in it. */
function isFileName(path: string): boolean {
  return path.startsWith('/_app/') || /^\/[^/]+\.\w+$/.test(path)
}

function noPage(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(503, { 'content-type': 'text/plain; charset=utf-8' })
  response.end(
    'This hub has no dashboard; `phasescope serve` builds one.\nThe API is here: /api/runs, /api/probes, /healthz\n',
  )
}
