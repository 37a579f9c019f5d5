import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ensurePage } from '#src/setup/page.ts'
import { temporaryFolder } from '../phasescope.ts'

const checkout = join(import.meta.dirname, '..', '..')
const copy = temporaryFolder()
const root = copy.path

beforeAll(() => {
  for (const name of ['dashboard', 'static', 'src', 'probes', 'vite.config.ts', 'tsconfig.json', 'package.json']) {
    cpSync(join(checkout, name), join(root, name), { recursive: true })
  }
  symlinkSync(join(checkout, 'node_modules'), join(root, 'node_modules'))
})
afterAll(() => copy[Symbol.dispose]())

it('a dashboard whose sources changed is built beside those that hubs may be serving, of which the oldest go', async () => {
  const olds = Array.from({ length: 12 }, (_, i) => `old-${String(i).padStart(2, '0')}`)
  olds.forEach((name, i) => {
    mkdirSync(join(root, 'build', name), { recursive: true })
    utimesSync(join(root, 'build', name), 1000 + i, 1000 + i)
  })
  const folder = await ensurePage(root)
  expect(existsSync(join(folder, 'index.html'))).toBe(true)
  expect(
    readdirSync(join(root, 'build'))
      .map((name) => join(root, 'build', name))
      .sort(),
  ).toEqual([folder, ...olds.slice(3).map((name) => join(root, 'build', name))].sort())
  expect(await ensurePage(root)).toBe(folder)
})
