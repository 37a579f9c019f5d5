import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { registeredHubs, registerHub } from '#src/cli/hub-registry.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { served } from '../../served.ts'

let state: ReturnType<typeof temporaryFolder>
const before = process.env.XDG_STATE_HOME
beforeEach(() => {
  state = temporaryFolder()
  process.env.XDG_STATE_HOME = state.path
})
afterEach(() => {
  if (before === undefined) delete process.env.XDG_STATE_HOME
  else process.env.XDG_STATE_HOME = before
  state[Symbol.dispose]()
})

const folder = () => join(state.path, 'phasescope', 'hubs')
const nameOf = (data: string) => `${createHash('sha256').update(data).digest('hex').slice(0, 16)}.json`

test('a hub that is served is found by its user alone, until it ends', async () => {
  using data = temporaryFolder()
  const hub = await served(data.path, { env: { XDG_STATE_HOME: state.path } })
  const [name] = readdirSync(folder())
  expect(name).toBe(nameOf(data.path))
  const file = join(folder(), name!)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ data: data.path, url: hub.url, host: hostname() })
  expect([statSync(file).mode & 0o777, statSync(folder()).mode & 0o777]).toEqual([0o600, 0o700])
  expect(await hub.end()).toBe(0)
  expect(readdirSync(folder())).toEqual([])
})

test('what a killed hub left is taken away by the next one of any folder; what goes on, or is of another machine, stays', () => {
  using data = temporaryFolder()
  mkdirSync(folder(), { recursive: true })
  const entry = (name: string, said: object) => writeFileSync(join(folder(), name), JSON.stringify(said))
  const dead = 2 ** 22 + 1 // beyond what Linux and macOS give
  entry('dead.json', { data: '/no/such/folder', url: 'http://127.0.0.1:1', pid: dead, host: hostname() })
  entry('elsewhere.json', { data: '/no/such/folder', url: 'http://127.0.0.1:1', pid: dead, host: 'another-machine' })
  entry('alive.json', { data: '/no/such/folder', url: 'http://127.0.0.1:1', pid: process.pid, host: hostname() })
  writeFileSync(join(folder(), 'odd.json'), 'not JSON')
  const withdraw = registerHub(data.path, 'http://127.0.0.1:4747')
  expect(readdirSync(folder()).toSorted()).toEqual(
    [nameOf(data.path), 'alive.json', 'elsewhere.json', 'odd.json'].toSorted(),
  )
  entry(nameOf(data.path), { data: data.path, url: 'http://127.0.0.1:1', pid: process.pid + 1, host: hostname() })
  withdraw()
  expect(existsSync(join(folder(), nameOf(data.path)))).toBe(true)
})

test('where nothing can be written, or a link leads elsewhere, a hub serves all the same', () => {
  using data = temporaryFolder()
  writeFileSync(join(state.path, 'phasescope'), 'a file in the way')
  registerHub(data.path, 'http://127.0.0.1:4747')()
  process.env.XDG_STATE_HOME = join(state.path, 'other')
  mkdirSync(join(state.path, 'other'))
  mkdirSync(join(state.path, 'target'))
  symlinkSync(join(state.path, 'target'), join(state.path, 'other', 'phasescope'))
  registerHub(data.path, 'http://127.0.0.1:4747')()
  expect(readdirSync(join(state.path, 'target'))).toEqual([])
})

test('what is no word of a hub of this user is not believed, and hides no other', () => {
  using data = temporaryFolder()
  mkdirSync(folder(), { recursive: true })
  const true_ = { data: data.path, url: 'http://127.0.0.1:4747', pid: process.pid, host: hostname() }
  const odd: Record<string, object> = {
    relative: { ...true_, data: 'data' },
    script: { ...true_, url: 'javascript:alert(1)' },
    file: { ...true_, url: 'file:///etc/passwd' },
    'no-url': { ...true_, url: 'nonsense' },
    machine: { ...true_, host: 'another-machine' },
    dead: { ...true_, pid: 2 ** 22 + 1 },
    'odd-pid': { ...true_, pid: -1 },
    long: { ...true_, more: 'x'.repeat(40_000) },
    'no-text': { ...true_, host: 1 },
  }
  for (const [name, entry] of Object.entries(odd)) writeFileSync(join(folder(), `${name}.json`), JSON.stringify(entry))
  writeFileSync(join(state.path, 'target.json'), JSON.stringify({ ...true_, url: 'http://127.0.0.1:1' }))
  symlinkSync(join(state.path, 'target.json'), join(folder(), 'linked.json'))
  symlinkSync(join(state.path, 'nowhere'), join(folder(), 'dangling.json'))
  mkdirSync(join(folder(), 'folder.json'))
  execFileSync('mkfifo', [join(folder(), 'pipe.json')])
  if (process.getuid?.() === 0) {
    writeFileSync(join(folder(), 'of-another.json'), JSON.stringify(true_))
    chownSync(join(folder(), 'of-another.json'), 12_345, 12_345)
  }
  expect(registeredHubs()).toEqual([])
  const withdraw = registerHub(data.path, 'http://127.0.0.1:4747')
  expect(registeredHubs()).toEqual([true_])
  withdraw()
})
