import type { IncomingMessage, ServerResponse } from 'node:http'
import { BOUNDS, type Right } from '#src/vocabulary/index.ts'
import type { Access, Refused, Verdict } from './access.ts'
import { sessionCookie } from './credentials.ts'
import { goingOnPage, refusedPage } from './pages.ts'

/** After so long a wrong attempt or two are forgiven. */
const RETRY_AFTER_S = 60

/**
 * Answers what has to do with access before anybody else is asked: refusals, a ticket in an address, a token that was
 * entered or that wants a ticket. Gives the verdict where the request may go on, null where it was answered.
 */
export async function admitRequest(
  request: IncomingMessage,
  response: ServerResponse,
  { access, isSecure }: { access: Access; isSecure: boolean },
): Promise<(Verdict & { ok: true }) | null> {
  const url = URL.parse(request.url ?? '/', 'http://hub') ?? new URL('http://hub/')
  const needed = rightFor(request, url)
  const verdict = access.judge(request, undefined, needed)
  const letIn = (secret: string, to: string) => {
    response.setHeader('set-cookie', sessionCookie(request, secret, isSecure))
    html(response, 200, goingOnPage(to))
    return null
  }
  const refuse = (refused: Refused) => {
    if (isForPrograms(url)) json(response, refused.status, { error: refused.why })
    else html(response, refused.status, refusedPage(refused.status, refused.why, pathOf(url)))
    return null
  }
  // A browser that was forgotten may still be let in, by a ticket or a token.
  if (!verdict.ok && verdict.status === 403) return refuse(verdict)
  const ticket = url.searchParams.get('ticket')
  if (request.method === 'GET' && ticket !== null && !isForPrograms(url)) {
    const exchanged = access.exchange(request, { ticket })
    if (exchanged.ok) return letIn(exchanged.secret, pathOf(url))
    // A browser that was let in before, or looks where anybody may, goes on without it.
    if (verdict.ok && verdict.rights.includes('view')) return (html(response, 200, goingOnPage(pathOf(url))), null)
    return refuse(exchanged)
  }
  if (request.method === 'POST' && url.pathname === '/access') {
    const form = new URLSearchParams(await textOf(request))
    const exchanged = access.exchange(request, { token: form.get('token') ?? '' })
    return exchanged.ok
      ? letIn(exchanged.secret, pathOf(URL.parse(form.get('to') ?? '/', 'http://hub')))
      : refuse(exchanged)
  }
  if (!verdict.ok) return refuse(verdict)
  if (request.method === 'POST' && url.pathname === '/api/tickets') {
    const why = access.noPage(verdict.holder)
    if (why !== null) return refuse(why)
    json(response, 200, { ticket: access.mint(verdict.holder ?? undefined) })
    return null
  }
  return needed === null || verdict.rights.includes(needed) ? verdict : refuse(access.refusal(needed, verdict))
}

/** Whatever changes something controls; whether the hub lives may be asked by whoever reaches it. */
function rightFor({ method }: IncomingMessage, { pathname }: URL): Right | null {
  if (method !== 'GET' && method !== 'HEAD') return 'control'
  return pathname === '/healthz' ? null : 'view'
}

function isForPrograms({ pathname }: URL): boolean {
  return pathname === '/healthz' || pathname === '/api' || pathname.startsWith('/api/')
}

/** The address within the hub, without its ticket: one that leads elsewhere leads to the hub's own start. */
function pathOf(url: URL | null): string {
  if (url === null || url.host !== 'hub') return '/'
  url.searchParams.delete('ticket')
  return `/${url.pathname.replace(/^\/+/, '')}${url.search}${url.hash}`
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8') as AsyncIterable<string>) {
    text += chunk
    if (text.length > BOUNDS.formBytes) return ''
  }
  return text
}

function html(response: ServerResponse, status: number, body: string): void {
  send(response, status, 'text/html; charset=utf-8', body)
}

function json(response: ServerResponse, status: number, body: object): void {
  send(response, status, 'application/json; charset=utf-8', JSON.stringify(body))
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  if (status === 401) response.setHeader('www-authenticate', 'Bearer')
  if (status === 429) response.setHeader('retry-after', RETRY_AFTER_S)
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body)
}
