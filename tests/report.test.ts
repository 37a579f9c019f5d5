import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readCount, REPORT_PATH, type TestCount } from './report.ts'

const ROOT = join(import.meta.dirname, '..')
const VITEST = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')
/** Vitest resolves itself from where the tests lie, so they lie in the checkout. */
const OUTPUT = join(ROOT, 'tests', 'output')

/** What is counted when these files are run. */
async function counted(files: Record<string, string>): Promise<TestCount> {
  mkdirSync(OUTPUT, { recursive: true })
  const folder = mkdtempSync(join(OUTPUT, 'counted-'))
  try {
    const imports = `import { afterAll, afterEach, beforeAll, beforeEach, describe, it } from 'vitest'\n`
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, `${name}.test.js`), imports + text)
    const report = join(folder, 'count', 'report.json')
    const args = [VITEST, 'run', '--root', folder, `--reporter=${join(ROOT, 'tests', 'report.ts')}`]
    const env = { ...process.env, [REPORT_PATH]: report }
    await once(spawn(process.execPath, args, { cwd: folder, env, stdio: 'ignore' }), 'close')
    const { beside, ...count } = readCount(report)
    return { ...count, beside: beside.map((line) => line.replaceAll(/\S*\//g, '')).sort() }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

it('counts tests, and of those that did not run only what was meant to', async () => {
  const count = await counted({
    plain: `
      it('passes', () => {})
      it('fails', () => { throw new Error('no') })
      it.skip('is left out', () => {})
      it.todo('is to come')
      it('leaves itself out', (context) => context.skip('no GPU here'))
      it.fails('is known to fail', () => { throw new Error('no') })`,
    each: `
      beforeEach(() => { throw new Error('before each') })
      it('fails with its hook', () => {})`,
  })
  expect(count).toEqual({ passed: 2, failed: 2, beside: [] })
})

it('counts a hook that fails or outlasts its limit, and every test that it kept from running', async () => {
  const count = await counted({
    outlasting: `
      beforeAll(() => new Promise(() => {}), 20)
      it('one', () => {})
      it.skip('is left out', () => {})
      describe('within', () => it('two', () => {}))`,
    suite: `
      describe('a suite', () => {
        beforeAll(() => { throw new Error('not begun\\nat all') })
        it('one', () => {})
      })
      it('runs', () => {})`,
    after: `
      afterAll(() => { throw new Error('not tidied') })
      it('passes', () => {})`,
  })
  expect(count).toEqual({
    passed: 2,
    failed: 3 + 3,
    beside: [
      'after.test.js: not tidied',
      'outlasting.test.js: Hook timed out in 20ms.; 2 tests did not run',
      'suite.test.js, a suite: not begun; 1 test did not run',
    ],
  })
})

it('counts a file that does not load, a process that ends, and an error that nobody caught', async () => {
  const count = await counted({
    broken: `throw new Error('no such thing')`,
    ending: `
      beforeAll(() => process.exit(3))
      it('never runs', () => {})`,
    loose: `it('passes, and leaves something', () => void Promise.reject(new Error('let go')))`,
  })
  expect(count).toEqual({
    passed: 1,
    failed: 4,
    beside: [
      'Nobody caught: let go',
      'broken.test.js: no such thing',
      'ending.test.js: process.exit unexpectedly called with "3" (test file: ending.test.js); 1 test did not run',
    ],
  })
})

it('counts a run that came to no end as failed', () => {
  expect(readCount(join(OUTPUT, 'none.json'))).toMatchObject({ passed: 0, failed: 1 })
})
