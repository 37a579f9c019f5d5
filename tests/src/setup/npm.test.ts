import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { npmEnvironment, npmError } from '#src/setup/npm.js'
import { temporaryFolder } from '../../phasescope.ts'

const said = (code: string, ...more: string[]) =>
  ['npm warn deprecated', `npm error code ${code}`, ...more.map((line) => `npm error ${line}`)].join('\n')

describe('what npm says comes to one line that says what is needed', () => {
  it.each([
    [
      said('ENOTFOUND', 'network request to https://registry.npmjs.org/a failed, reason: getaddrinfo'),
      /come from https:\/\/registry\.npmjs\.org, which does not answer \(ENOTFOUND\); connect/,
    ],
    [said('EAI_AGAIN'), /come from the npm registry, which does not answer \(EAI_AGAIN\)/],
    [said('EIDLETIMEOUT'), /does not answer/],
    [said('1', 'path /x/node_modules/node', 'npm error code ETIMEDOUT'), /does not answer \(ETIMEDOUT\)/],
    [
      said('EACCES', 'syscall mkdir', 'path /x/node_modules', 'sudo chown -R 1000:1000 "/root/.npm"'),
      /^This user cannot write \/x\/node_modules \(EACCES\); make it writable/,
    ],
    [
      'npm http fetch GET https://npm.example/a attempt 1 failed with EAI_AGAIN',
      /come from https:\/\/npm\.example, which does not answer \(EAI_AGAIN\)/,
    ],
    [said('ENOSPC', 'write'), /^The disk of \/x is full, .* make room/],
  ])('%j', (text, line) => {
    const { message } = npmError('ci', '/x', text, 1)
    expect(message).toMatch(line)
    expect(message).not.toContain('\n')
  })

  it('and what is none of these is shown as it is', () => {
    expect(npmError('ci', '/x', said('EUSAGE', 'not in sync'), 1).message).toBe(
      'npm ci ended with 1:\nnpm error code EUSAGE\nnpm error not in sync',
    )
  })
})

describe('the environment of npm', () => {
  it('gives up in seconds, unless the user has said otherwise', () => {
    expect(npmEnvironment('/x', { HOME: '/' })).toMatchObject({ npm_config_fetch_retries: '1' })
    expect(npmEnvironment('/x', { npm_config_fetch_retries: '5' })).not.toHaveProperty('npm_config_fetch_retries')
  })

  it('keeps the cache in the checkout of a user without a home to write to', () => {
    using folder = temporaryFolder()
    expect(npmEnvironment('/x', { HOME: folder.path })).not.toHaveProperty('npm_config_cache')
    const file = join(folder.path, 'no folder')
    writeFileSync(file, '')
    expect(npmEnvironment('/x', { HOME: join(file, 'home') })).toMatchObject({
      npm_config_cache: '/x/.set-up/npm-cache',
    })
  })
})
