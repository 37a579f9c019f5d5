import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { leadTo } from '#src/cli/open-in-browser.ts'
import { hubAddress } from '#src/cli/options.ts'
import { listeningFrom } from '#src/cli/serve-options.ts'
import { phasescope, temporaryFolder } from '../../phasescope.ts'
import { served } from '../../served.ts'
import { startWorld } from '../hub/world.ts'

const TLS = join(import.meta.dirname, '../../fixtures/tls')
const tls = ['--tls-cert', join(TLS, 'certificate.pem'), '--tls-key', join(TLS, 'key.pem')]

const toClose: (() => unknown)[] = []
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close()
})

async function world() {
  const one = await startWorld()
  toClose.push(() => one.close())
  return one
}

describe('phasescope token', () => {
  it('makes a token that is shown once and stored as a hash, lists it without it, and takes it back', async () => {
    using data = temporaryFolder()
    const env = { PHASESCOPE_DATA: data.path }
    const made = await phasescope(['token', 'create', '--right', 'view', '--name', 'guest'], env)
    expect(made).toMatchObject({ code: 0, stderr: expect.stringContaining("Token 'guest' allows view") })
    expect(made.stdout).toMatch(/^[\w-]{43}\n$/)
    const path = join(data.path, 'access/tokens/guest.json')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readFileSync(path, 'utf8')).not.toContain(made.stdout.trim())

    const twice = await phasescope(['token', 'create', '--right', 'control', '--name', 'guest'], env)
    expect(twice).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('token revoke guest') })
    const another = await phasescope(['token', 'create', '--right', 'report', '--json'], env)
    expect(JSON.parse(another.stdout)).toMatchObject({ name: 'report-1', right: 'report' })

    const listed = await phasescope(['token', 'list'], env)
    expect(listed.stdout).toMatch(/guest +view .*\n.*report-1 +report /)
    expect(listed.stdout).not.toContain(made.stdout.trim())
    const called = await phasescope(['token', 'create', 'alice', '--right', 'view', '--json'], env)
    expect(JSON.parse(called.stdout)).toMatchObject({ name: 'alice', right: 'view' })
    expect((await phasescope(['token', 'revoke', 'guest'], env)).code).toBe(0)
    expect((await phasescope(['token', 'list'], env)).stdout).not.toContain('guest')
  })

  it.each([
    [['token', 'create'], /--right view, --right control, --right report/],
    [['token', 'create', '--right', 'all'], /Allowed choices are view, control, report/],
    [['token', 'create', '--right', 'view', '--name', '../x'], /--name: expected/],
    [['token', 'revoke'], /token list/],
    [['token', 'revoke', 'guest'], /Unknown token 'guest'/],
  ])('%j is wrong usage', async (args, message) => {
    using data = temporaryFolder()
    const { code, stderr } = await phasescope(args, { PHASESCOPE_DATA: data.path })
    expect(code).toBe(2)
    expect(stderr).toMatch(message)
  })
})

describe('phasescope open', () => {
  it('prints an address that lets one browser in', async () => {
    using data = temporaryFolder()
    await using hub = await served(data.path)
    const { code, stdout } = await phasescope(['open', '--no-open'], { PHASESCOPE_DATA: data.path })
    expect(stdout).toContain(hub.url)
    expect(code).toBe(0)
    const address = /(http\S+)/.exec(stdout)?.[1] ?? ''
    expect((await fetch(address)).headers.get('set-cookie')).toContain('HttpOnly')
    expect((await fetch(address)).headers.get('set-cookie')).toBeNull()
  })

  it('says what to do where there is no hub, and where the token of another hub is missing', async () => {
    using data = temporaryFolder()
    const env = { PHASESCOPE_DATA: data.path }
    expect(await phasescope(['open'], env)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('phasescope serve'),
    })
    const { hub } = await world()
    expect(await phasescope(['open', '--hub', hub.url], env)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('PHASESCOPE_TOKEN'),
    })
  })

  it('gives the browser a file that its owner alone reads, not the address', () => {
    using data = temporaryFolder()
    const path = leadTo('http://127.0.0.1:1/runs/r?ticket=a&b="', data.path)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readFileSync(path, 'utf8')).toContain('content="0;url=http://127.0.0.1:1/runs/r?ticket=a&#38;b=&#34;"')
  })
})

describe('phasescope serve', () => {
  it('refuses to listen for other machines without TLS, unless somebody insists, and asks everybody there for a token', () => {
    expect(listeningFrom({})).toMatchObject({ host: '127.0.0.1', isPrivate: false, tls: null })
    expect(listeningFrom({ private: true })).toMatchObject({ isPrivate: true })
    expect(() => listeningFrom({ host: '0.0.0.0' })).toThrow(
      /--tls-cert FILE and --tls-key FILE; .* or insist with --insecure/,
    )
    expect(listeningFrom({ host: '0.0.0.0', insecure: true })).toMatchObject({ isPrivate: true, isElsewhere: true })
    expect(() => listeningFrom({ tlsCert: 'a' })).toThrow('belong together')
    expect(() => listeningFrom({ tlsCert: '/none', tlsKey: '/none' })).toThrow('--tls-cert: cannot read /none')
  })

  it('over TLS serves the commands and trainers of its own data folder, with nothing new typed', async () => {
    using data = temporaryFolder()
    const env = { PHASESCOPE_DATA: data.path }
    await using hub = await served(data.path, { args: ['--host', '0.0.0.0', ...tls] })
    expect(hub.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/)
    const small = ['--set', 'modulus=23', '--set', 'width=64', '--steps', '30']
    const trained = await phasescope(['train', 'grok-mlp-small', ...small, '--id', 'secure'], env)
    expect(trained).toMatchObject({ code: 0, stderr: expect.not.stringContaining('No hub') })
    expect(trained.stderr).toContain(
      `Run secure streams to the hub at ${hub.url}; watch it: ${hub.url}/runs/secure, or`,
    )
    const paused = await phasescope(['pause', 'secure'], env)
    expect(paused.stderr).toContain('the run completed at step 30')
    // Another machine trusts the certificate by its own word, and has the token of somebody.
    const elsewhere = { PHASESCOPE_DATA: join(data.path, 'other'), PHASESCOPE_TOKEN: hub.token }
    const open = ['open', 'secure', '--no-open', '--hub', hub.url]
    expect((await phasescope(open, elsewhere)).stderr).toMatch(
      /The certificate of the hub at https:\S+ is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\); .*NODE_EXTRA_CA_CERTS=FILE/,
    )
    const trusting = { ...elsewhere, NODE_EXTRA_CA_CERTS: join(TLS, 'certificate.pem') }
    expect((await phasescope(open, trusting)).stdout).toMatch(/https:\/\/127\.0\.0\.1:\d+\/runs\/secure\?ticket=/)
  })

  it('on a private hub, commands and trainers of its folder need nothing new', async () => {
    using data = temporaryFolder()
    const env = { PHASESCOPE_DATA: data.path }
    await using hub = await served(data.path, { args: ['--private'] })
    expect((await fetch(`${hub.url}/api/runs`)).status).toBe(401)
    const small = ['--set', 'modulus=23', '--set', 'width=64', '--steps', '30']
    expect((await phasescope(['train', 'grok-mlp-small', ...small, '--id', 'kept'], env)).code).toBe(0)
    expect((await hub.runs()).map(({ run }) => run.id)).toEqual(['kept'])
    expect((await phasescope(['pause', 'kept'], env)).stderr).toContain('the run completed at step 30')
  })
})

it('localhost is 127.0.0.1: on ::1 somebody else may listen', () => {
  expect(
    ['http://localhost:4747', 'http://localhost', 'https://localhost:1/', 'http://localhosts:1'].map(hubAddress),
  ).toEqual([...['http://127.0.0.1:4747', 'http://127.0.0.1', 'https://localhost:1/', 'http://localhosts:1']])
})
