import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { eventFile } from './event-file.ts'

/** Made by tests/references/event-file.py with TensorBoard's own writer. */
interface Reference {
  readonly startedAt: number
  readonly tag: string
  readonly steps: number[]
  readonly values: (number | string)[]
  readonly wallTimes: number[]
  readonly file: string
}

test('an event file is byte for byte the one that TensorBoard writes', () => {
  const path = join(import.meta.dirname, '..', 'references', 'event-file.json')
  const { tag, steps, values, wallTimes, startedAt, file } = JSON.parse(readFileSync(path, 'utf8')) as Reference
  const numbers = values.map((value) => ({ inf: Infinity, '-inf': -Infinity })[value] ?? Number(value))
  const made = eventFile(tag, steps, numbers, wallTimes, startedAt)
  expect(Buffer.from(made).toString('base64')).toBe(file)
})
