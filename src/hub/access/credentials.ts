import type { IncomingMessage } from 'node:http'
import { SESSION_DAYS } from './sessions.ts'

/** The token that a program sends: `authorization: Bearer …`. */
export function tokenIn({ headers }: IncomingMessage): string | null {
  return /^bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1] ?? null
}

/** The secret that a browser sends, or null. */
export function sessionIn(request: IncomingMessage): string | null {
  const name = cookieName(request)
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim()
  }
  return null
}

/** No script reads it, and no other site's page has it sent along; over TLS it never travels in the clear. */
export function sessionCookie(request: IncomingMessage, secret: string, isSecure: boolean): string {
  const attributes = ['Path=/', 'HttpOnly', 'SameSite=Strict', `Max-Age=${SESSION_DAYS * 86_400}`]
  return [`${cookieName(request)}=${secret}`, ...attributes, ...(isSecure ? ['Secure'] : [])].join('; ')
}

/** Cookies do not know ports: two hubs of one machine would throw out each other's. The port is the browser's, also behind a tunnel. */
function cookieName({ headers }: IncomingMessage): string {
  return `phasescope-${URL.parse(`http://${headers.host}`)?.port || '80'}`
}
