import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { temporaryFolder } from '../../phasescope.ts'
import { isAlive, setUp, withFiles } from './checkout.ts'

/** A checkout whose builder writes on and on into the folder that it is given, until it is let finish. */
const BUILDER = `
  import { appendFileSync, existsSync, mkdirSync } from 'node:fs'
  const folder = process.env.PHASESCOPE_PAGE
  mkdirSync(folder, { recursive: true })
  appendFileSync('builders', process.pid + ' ' + folder + '\\n')
  const timer = setInterval(() => {
    appendFileSync(folder + '/index.html', process.pid + '\\n')
    if (existsSync('go')) clearInterval(timer)
  }, 10)`

/** A busy machine starts a process in seconds. */
const PATIENT = { timeout: 300_000 }

let made: ReturnType<typeof temporaryFolder>
let root: string
let started: ReturnType<typeof setUp>[]

beforeEach(() => {
  made = temporaryFolder()
  root = withFiles(join(made.path, 'a checkout of é'), {
    'package.json': '{ "type": "module" }',
    'node_modules/vite/bin/vite.js': BUILDER,
    'dashboard/a.svelte': '<p>a</p>',
  })
  started = []
})

afterEach(() => {
  for (const { child } of started) child.kill('SIGKILL')
  made[Symbol.dispose]()
})

function start() {
  const process = setUp('page.ts', 'ensurePage', root, {})
  started.push(process)
  return process
}

const builders = () => {
  const file = join(root, 'builders')
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').map((line) => Number(line.split(' ')[0])) : [] // prettier-ignore
}
const building = (count: number) => expect.poll(() => builders().length, PATIENT).toBe(count)

it('a start that is killed leaves no builder, and the next one builds in a folder of its own', async () => {
  const first = start()
  await building(1)
  const second = start()
  expect(await second.says(/Waiting/)).toContain(
    `Waiting for process ${first.child.pid}, which builds the dashboard here`,
  )
  first.child.kill('SIGKILL')
  await building(2)
  const [killed, next] = builders()
  expect(isAlive(killed!)).toBe(false)
  writeFileSync(join(root, 'go'), '')
  expect((await second.ended).code).toBe(0)
  const [folder, ...others] = readdirSync(join(root, 'build'))
  expect(others).toEqual([])
  const lines = readFileSync(join(root, 'build', folder!, 'index.html'), 'utf8')
    .trim()
    .split('\n')
  expect(new Set(lines)).toEqual(new Set([String(next)]))
})

it('two starts at once build once', async () => {
  const both = [start(), start()]
  await Promise.any(both.map(({ says }) => says(/Waiting/)))
  writeFileSync(join(root, 'go'), '')
  expect((await Promise.all(both.map(({ ended }) => ended))).map(({ code }) => code)).toEqual([0, 0])
  expect(builders().length).toBe(1)
})
