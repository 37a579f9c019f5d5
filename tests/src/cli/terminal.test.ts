import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { visible, visibleLines } from '#src/vocabulary/index.ts'
import { writeSafetensors } from '#trainer/formats/write-safetensors.ts'
import { FILES } from '../../architecture/imports.ts'
import { phasescope, temporaryFolder } from '../../phasescope.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')
/** What clears a screen, sets its title, turns the direction of writing, ends a line, beeps. */
const HOSTILE = '\x1b[2J\x1b]0;mine\x07\u202eabc\r\n\x9b31m'

describe('a text from elsewhere', () => {
  it('reaches a terminal with nothing in it that a terminal obeys, and otherwise as it is', () => {
    expect(visible(HOSTILE)).toBe('\\u001b[2J\\u001b]0;mine\\u0007\\u202eabc\\u000d\\u000a\\u009b31m')
    const ours = '‖θ‖₂ · größe 語 🔬'
    expect(visible(ours)).toBe(ours)
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visible(text)).not.toMatch(/[\p{Cc}\p{Cs}]/u)
      }),
    )
  })

  it('says the same in JSON', () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: 'binary' }), (json) => {
        expect(JSON.parse(visibleLines(json))).toEqual(JSON.parse(json))
        const pretty = JSON.stringify(JSON.parse(json), null, 2)
        expect(visibleLines(pretty).split('\n').length).toBe(pretty.split('\n').length)
      }),
    )
  })

  it('is shown so by the program, in errors and in results', async () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'named.safetensors')
    writeSafetensors(path, { [`w${HOSTILE}`]: { shape: [2, 2], values: Float32Array.of(1, 2, 3, 4) } })
    const { code, stdout, stderr } = await phasescope(['measure', 'weight-norm', '--input', path])
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain(`w${visible(HOSTILE)}`)
    expect(stdout).not.toMatch(/[^\P{Cc}\n]/u)
    const damaged = join(folder.path, 'damaged.safetensors')
    const header = Buffer.from(JSON.stringify({ [`w${HOSTILE}`]: { dtype: 'F9', shape: [1], data_offsets: [0, 4] } }))
    const length = Buffer.alloc(8)
    length.writeBigUInt64LE(BigInt(header.length))
    writeFileSync(damaged, Buffer.concat([length, header, Buffer.alloc(4)]))
    const refused = await phasescope(['measure', 'weight-norm', '--input', damaged])
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('is of type F9')
    expect(refused.stderr).not.toMatch(/[^\P{Cc}\n]/u)
  })
})

it('the command writes to a terminal in one place; what else it writes is data, or its own progress', () => {
  const other = ['terminal.ts', 'status-line.ts', 'reporter.ts', 'commands/replay.ts', 'commands/export.ts']
  const files = FILES.filter((file) => file.startsWith('src/cli/') && file.endsWith('.ts'))
  const writing = files.filter((file) => /console\.|std(out|err)\.write/.test(readFileSync(join(ROOT, file), 'utf8')))
  expect(writing.map((file) => file.slice('src/cli/'.length)).toSorted()).toEqual(other.toSorted())
})
