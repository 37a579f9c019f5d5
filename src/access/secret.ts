import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 256 bits: nobody guesses one, so one round of SHA-256 is enough to keep it by. */
const BYTES = 32
const WRITTEN = /^[A-Za-z0-9_-]{43}$/

/** A secret that fits into a header, an address and a file name. */
export function newSecret(): string {
  return randomBytes(BYTES).toString('base64url')
}

export function isSecret(text: string): boolean {
  return WRITTEN.test(text)
}

/** What is kept of a secret: who reads it cannot get in by it. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** Takes as long whichever character differs. */
export function isSameHash(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
