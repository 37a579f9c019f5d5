import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { badValue, isPathName, isRecord, RIGHTS, unknownName, usageError, type Right } from '#src/vocabulary/index.ts'
import { ACCESS_FOLDER, accessFolder, createPrivately, isLink } from './folder.ts'
import { hashOf, newSecret } from './secret.ts'

/** A token that somebody was given: of the secret only its hash is kept. */
export interface NamedToken {
  readonly name: string
  readonly right: Right
  readonly hash: string
  /** Milliseconds since 1970. */
  readonly madeAt: number
}

/** Makes a token of one right and gives its secret, which is written nowhere. */
export function createToken(data: string, { right, name }: { right: Right; name: string }): string {
  if (!isPathName(name)) throw badValue('--name', 'at most 128 letters, digits, dots, hyphens and underscores', name)
  const secret = newSecret()
  const token: NamedToken = { name, right, hash: hashOf(secret), madeAt: Date.now() }
  const path = join(accessFolder(data, 'tokens'), `${name}.json`)
  if (!createPrivately(path, JSON.stringify(token)))
    throw usageError(
      `There is a token '${name}' already; choose another name, or revoke it: phasescope token revoke ${name}`,
    )
  return secret
}

/** Every token of a data folder, by name: one file each, so that making and revoking cannot undo each other. */
export function namedTokens(data: string): NamedToken[] {
  const folder = join(data, ACCESS_FOLDER, 'tokens')
  return namesIn(folder).flatMap((file) => tokenIn(join(folder, file)) ?? [])
}

/** Takes a token back. A hub that runs notices at the next word of whoever holds it. */
export function revokeToken(data: string, name: string): void {
  const names = namedTokens(data).map((token) => token.name)
  if (!names.includes(name)) throw unknownName('token', name, names)
  rmSync(join(data, ACCESS_FOLDER, 'tokens', `${name}.json`), { force: true })
}

/** Who may control may look; a trainer's token reports and no more. */
export function rightsOfToken({ right }: NamedToken): readonly Right[] {
  return right === 'control' ? ['view', 'control'] : [right]
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort()
  } catch {
    return [] // no token was ever made
  }
}

function tokenIn(path: string): NamedToken | null {
  try {
    if (isLink(path)) return null
    const token: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return isNamedToken(token) ? token : null
  } catch {
    return null // revoked in between, or damaged: it lets nobody in
  }
}

function isNamedToken(token: unknown): token is NamedToken {
  if (!isRecord(token)) return false
  const { name, right, hash, madeAt } = token
  return (
    typeof name === 'string' &&
    RIGHTS.some((one) => one === right) &&
    typeof hash === 'string' &&
    typeof madeAt === 'number'
  )
}
