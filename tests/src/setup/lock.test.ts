import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { alone, holderOf, tryLock, wasTaken } from '#src/setup/lock.js'
import { temporaryFolder } from '../../phasescope.ts'

const program = join(import.meta.dirname, 'hold-lock.ts')
/** A busy machine starts a process in seconds. */
const PATIENT = { timeout: 300_000 }

let made: ReturnType<typeof temporaryFolder>
let folder: string
let children: ChildProcess[]

beforeEach(() => {
  made = temporaryFolder()
  // Longer than the name of a socket may be, and of letters that take two bytes.
  folder = join(made.path, 'a long folder of an émigré '.repeat(4).trim())
  mkdirSync(folder)
  children = []
})

afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  made[Symbol.dispose]()
})

/** A process that takes the lock, and what it says, line by line. */
function locker(name: string) {
  const child = spawn(process.execPath, ['--no-warnings', program, folder, name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  return {
    pid: child.pid,
    kill: () => child.kill('SIGKILL'),
    ended: new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code))),
    says: (line: RegExp) =>
      new Promise<string>((resolve) => {
        const look = () => line.test(said) && resolve(said)
        child.stdout.on('data', look)
        look()
      }),
  }
}

it('lets one process work at a time, and is let go of by a process that is killed', async () => {
  const holder = locker('forever')
  await holder.says(/holds/)
  const waiting = ['first', 'second', 'third', 'fourth', 'fifth'].map(locker)
  await Promise.all(waiting.map(({ says }) => says(/waits/)))
  expect(existsSync(join(folder, 'log'))).toBe(false)
  holder.kill()
  expect(await Promise.all(waiting.map(({ ended }) => ended))).toEqual([0, 0, 0, 0, 0])
  const lines = readFileSync(join(folder, 'log'), 'utf8').trim().split('\n')
  expect(lines.length).toBe(10)
  for (let index = 0; index < 10; index += 2) expect(lines[index + 1]).toBe(lines[index]!.replace('begins', 'ends'))
})

it('says who holds it and what that one does', async () => {
  const holder = locker('forever')
  await holder.says(/holds/)
  expect(await holderOf(join(folder, 'lock'))).toEqual({ pid: holder.pid, doing: 'is forever' })
  expect(await locker('patient').says(/waits/)).toBe(`waits for ${holder.pid}, which is forever\n`)
})

it('is held until the programs that its holder ran are gone too', async () => {
  const holder = locker('running')
  await holder.says(/holds/)
  await expect.poll(() => existsSync(join(folder, 'ticks')), PATIENT).toBe(true)
  const next = locker('next')
  await next.says(/waits/)
  holder.kill()
  await next.says(/holds/)
  const ticks = readFileSync(join(folder, 'ticks'), 'utf8')
  await next.ended
  expect(readFileSync(join(folder, 'ticks'), 'utf8')).toBe(ticks)
})

it('is taken again and again, and leaves one ticket', async () => {
  const place = join(folder, 'lock')
  expect(wasTaken(place)).toBe(false)
  for (let time = 1; time <= 12; time++) {
    await alone(place, { doing: 'counts' }, async () => {
      expect(await holderOf(place)).toEqual({ pid: process.pid, doing: 'counts' })
      const attempt = await tryLock(place, 'counts too')
      expect(attempt).toMatchObject({ holder: { doing: 'counts' } })
      if ('leave' in attempt) attempt.leave()
    })
    expect(await holderOf(place)).toBe(null)
    expect(readdirSync(folder)).toEqual([`lock.${time}`])
  }
  expect(wasTaken(place)).toBe(true)
})

it('is let go of when the work fails', async () => {
  const place = join(folder, 'lock')
  await expect(alone(place, { doing: 'fails' }, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await alone(place, { doing: 'goes on' }, () => Promise.resolve('yes'))).toBe('yes')
})

it('goes on behind tickets that cannot be read, and sweeps them away', async () => {
  const place = join(folder, 'lock')
  for (const number of [3, 4]) writeFileSync(`${place}.${number}`, 'no ticket')
  await alone(place, { doing: 'is fifth' }, async () => {
    expect(readdirSync(folder).filter((name) => /^lock\.\d+$/.test(name))).toEqual(['lock.5'])
  })
})

it.each([
  ...['{}', '[]', '5', '"x"', 'null', '', '\0', '{"pid":1,"doing":"x"}'],
  ...['', '.', '..', '../victim', 'victim', '/etc/passwd', 'x'.repeat(300), '\0'].map((socket) =>
    JSON.stringify({ pid: 1, doing: 'x', socket }),
  ),
])('a ticket that no lock made holds nothing, and takes nothing with it: %j', async (text) => {
  const place = join(folder, 'lock')
  writeFileSync(join(folder, 'victim'), 'here')
  writeFileSync(join(made.path, 'victim'), 'here')
  writeFileSync(`${place}.1`, text)
  writeFileSync(`${place}.9007199254740992`, '')
  expect(await holderOf(place)).toBeNull()
  expect(await alone(place, { doing: 'x' }, async () => (await holderOf(place))?.pid)).toBe(process.pid)
  expect(readFileSync(join(folder, 'victim'), 'utf8') + readFileSync(join(made.path, 'victim'), 'utf8')).toBe(
    'herehere',
  )
})

it('a folder in the place of a ticket holds nothing', async () => {
  const place = join(folder, 'lock')
  mkdirSync(`${place}.1`)
  expect(await alone(place, { doing: 'x' }, async () => 'done')).toBe('done')
})
