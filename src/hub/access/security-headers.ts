import { createHash } from 'node:crypto'

/**
 * What every answer carries. `scripts` are the hashes of the scripts that stand in the page itself: nothing else runs but
 * files of the hub's own. Styles may stand in it: uPlot and KaTeX place what they draw by them.
 */
export function securityHeaders(scripts: readonly string[] = []): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'self'",
    ["script-src 'self'", ...scripts.map((hash) => `'${hash}'`)].join(' '),
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ]
  return {
    'content-security-policy': policy.join('; '),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  }
}

/**
 * What a file that a page is made of says instead: opened by itself it may load nothing but scripts of the hub's own. The page's own policy would
 * be half of a small script, and a run is drawn after a dozen of them.
 */
export const PART_POLICY = "default-src 'none'; script-src 'self'; frame-ancestors 'none'"

/** The hashes of the scripts that stand in a page: a script of another text does not run. */
export function scriptHashes(html: string): string[] {
  return [...html.matchAll(/<script(?:\s[^>]*)?>([\s\S]*?)<\/script>/gi)]
    .map(([, text = '']) => text)
    .filter((text) => text.trim() !== '')
    .map((text) => `sha256-${createHash('sha256').update(text).digest('base64')}`)
}
