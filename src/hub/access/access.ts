import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import {
  hashOf,
  isSameHash,
  isSecret,
  machineToken,
  namedTokens,
  proofOf,
  rightsOfToken,
  tokenOf,
} from '#src/access/index.ts'
import { RIGHTS, type Right } from '#src/vocabulary/index.ts'
import { closeFolder } from './close-folder.ts'
import { accessRule, isLoopback, isOfAllowedOrigin, type Names } from './access-rule.ts'
import { sessionIn, tokenIn } from './credentials.ts'
import { sessions } from './sessions.ts'
import { tickets } from './tickets.ts'
import { wrongAttempts } from './wrong-attempts.ts'

/** Who may do what, as whoever starts a hub has decided. */
export interface AccessOptions extends Names {
  /** The data folder, whose tokens count. */
  readonly data: string
  /** Looking needs a token too. A hub that listens to other machines is always private. */
  readonly isPrivate: boolean
}

/** What a request may do; `holder` is the hash of the token on which that rests, null for anybody. */
export type Verdict =
  | { readonly ok: true; readonly rights: readonly Right[]; readonly holder: string | null }
  | { readonly ok: false; readonly status: 401 | 403 | 429; readonly why: string }

export type Refused = Verdict & { ok: false }
export type Exchanged = { readonly ok: true; readonly secret: string } | Refused

export interface Access {
  /** Judges a request or the handshake of a socket; `given` is a token that a socket sent in its first packet, `needed` the right for which it comes. */
  judge(request: IncomingMessage, given?: unknown, needed?: Right | null): Verdict
  /** Why somebody who has `rights` is refused what needs another one, and the way to it. */
  refusal(needed: Right, verdict: Verdict & { ok: true }): Refused
  /** How a page without control gets it; null where it has it. */
  wayToControl(rights: readonly Right[]): string | null
  /** What the token of this hash gives now; nothing where it was revoked. */
  rightsOf(holder: string | null): readonly Right[]
  /** A ticket for what the token of this hash gives; without one, for all that the machine's own gives. */
  mint(holder?: string): string
  /** Why the token of this hash opens no page; null where it does. */
  noPage(holder: string | null): Refused | null
  /** Exchanges a ticket or a token for the secret of a browser that is let in by it. */
  exchange(request: IncomingMessage, given: { ticket: string } | { token: string }): Exchanged
  /** What shows whoever asks by `?nonce=…` that this is the hub of the data folder; nothing where nobody asks. */
  proof(request: IncomingMessage, port: number): { readonly proof?: string }
}

const ANYBODY: readonly Right[] = ['view']

export function openAccess(options: AccessOptions): Access {
  const { data } = options
  machineToken(data) // made at the first start
  const isPrivate = options.isPrivate || !isLoopback(options.bound)
  if (isPrivate) closeFolder(data)
  const outside = accessRule(options)
  const attempts = wrongAttempts()
  const browsers = sessions(data)
  const open = tickets()

  /** The hash of a token that is good now. Read anew each time: a token that was revoked a moment ago is none. */
  function holderOf(token: string): string | null {
    const hash = hashOf(token)
    return given(hash).length === 0 ? null : hash
  }

  /** What a token gives by itself. */
  function given(holder: string): readonly Right[] {
    const machine = tokenOf(data)
    if (machine !== null && isSameHash(hashOf(machine), holder)) return RIGHTS
    const found = namedTokens(data).filter(({ hash }) => isSameHash(hash, holder))
    return found.flatMap(rightsOfToken)
  }

  /** That, and what anybody may do. */
  function rightsOf(holder: string | null): readonly Right[] {
    const rights = [...(isPrivate ? [] : ANYBODY), ...(holder === null ? [] : given(holder))]
    return RIGHTS.filter((right) => rights.includes(right))
  }

  function noPage(holder: string | null): Refused | null {
    if (holder === null)
      return { ok: false, status: 401, why: `Opening a page by a ticket needs a token; ${wayIn('view')}` }
    if (given(holder).some((right) => right !== 'report')) return null
    return { ok: false, status: 403, why: `A token of right report opens no page; ${wayIn('view')}` }
  }

  /** A page of another origin: its visitor's cookie and what anybody may do count nothing, its own token for reporting alone. */
  function guest(request: IncomingMessage, sent: unknown): Verdict {
    if (typeof sent !== 'string') return { ok: true, rights: [], holder: null }
    const holder = holderOf(sent)
    if (holder === null) return wrong(request, 'This token is none of this hub, or it was revoked', 'report')
    return { ok: true, rights: rightsOf(holder).filter((right) => right === 'report'), holder }
  }

  function wrong(request: IncomingMessage, what: string, needed: Right = 'view'): Refused {
    const isTooMuch = attempts.note(request.socket.remoteAddress ?? '')
    if (isTooMuch)
      return {
        ok: false,
        status: 429,
        why: 'Too many wrong tokens from this address; wait a minute. A right one is let in',
      }
    return { ok: false, status: 401, why: `${what}; ${wayIn(needed)}` }
  }

  function wayIn(right: Right): string {
    const other = right === 'report' ? 'train in the data folder of the hub' : 'type `phasescope open`'
    return `on the machine of the hub, ${other}; elsewhere, set PHASESCOPE_TOKEN to a token that its owner makes: phasescope token create --right ${right}`
  }

  return {
    judge(request, sent, needed) {
      const why = outside(request)
      if (why !== null) return { ok: false, status: 403, why }
      if (isOfAllowedOrigin(request, options)) return guest(request, sent)
      const token = typeof sent === 'string' ? sent : tokenIn(request)
      if (token !== null) {
        const holder = holderOf(token)
        if (holder === null)
          return wrong(request, 'This token is none of this hub, or it was revoked', needed ?? 'view')
        return { ok: true, rights: rightsOf(holder), holder }
      }
      const session = sessionIn(request)
      const holder = session === null ? null : browsers.holderOf(session)
      if (holder !== null && given(holder).length > 0)
        return { ok: true, rights: rightsOf(holder).filter((right) => right !== 'report'), holder } // a browser reports no run
      if (session !== null && isPrivate) return wrong(request, 'This browser is not known to the hub any more')
      return { ok: true, rights: rightsOf(null), holder: null } // where looking is open, one that is forgotten is anybody
    },
    refusal(needed, { rights, holder }) {
      if (holder === null)
        return { ok: false, status: 401, why: `${DEEDS[needed]} at this hub needs a token; ${wayIn(needed)}` }
      const why = `${DEEDS[needed]} needs a token of right ${needed}, and this one has ${rights.join(' and ') || 'none'}; ask for one made by: phasescope token create --right ${needed}`
      return { ok: false, status: 403, why }
    },
    wayToControl: (rights) =>
      rights.includes('control')
        ? null
        : 'This page looks and does not control: type `phasescope open` on the machine of the hub, and it opens one that does',
    rightsOf,
    noPage,
    mint: (holder = hashOf(machineToken(data))) => open.mint(holder),
    exchange(request, sent) {
      const holder = 'ticket' in sent ? open.redeem(sent.ticket) : holderOf(sent.token)
      if (holder === null || given(holder).length === 0)
        return wrong(
          request,
          'ticket' in sent ? 'This address has been opened before, or is too old' : 'This is no token of this hub',
        )
      const why = noPage(holder)
      if (why !== null) return why
      return { ok: true, secret: browsers.start(holder) }
    },
    proof({ headers, url, socket }, port) {
      const nonce = URL.parse(url ?? '/', 'http://hub')?.searchParams.get('nonce') ?? ''
      const host = URL.parse(`http://${headers.host}`)?.hostname
      const token = tokenOf(data)
      if (!isSecret(nonce) || host === undefined || token === null || !isWhere(host, socket.localAddress)) return {}
      return { proof: proofOf(token, nonce, host, port) }
    },
  }
}

const DEEDS: Record<Right, string> = { view: 'Looking', control: 'Controlling a run', report: 'Reporting a run' }

/**
 * Whether a request came to the address that it was sent to. One that was sent to another, such as ::1 while the hub listens on
 * 127.0.0.1, was passed on by whoever listens there, who must not be taken for the hub. A name is judged by the rule of names.
 */
function isWhere(host: string, localAddress = ''): boolean {
  const address = host.replace(/^\[|\]$/g, '')
  return isIP(address) === 0 || address === localAddress.replace(/^::ffff:(?=[\d.]+$)/, '')
}
