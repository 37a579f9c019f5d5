import { execFile } from 'node:child_process'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

describe('a program that is run', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'phasescope-command-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  // The packages are installed anew after a `git pull`, by the Node that is one of them.
  it('runs where the Node that runs this process has been removed', async () => {
    const node = join(folder, 'node')
    await copyFile(process.execPath, node)
    const script = `
      import { rmSync } from 'node:fs'
      import { command } from ${JSON.stringify(join(import.meta.dirname, '../../../src/setup/command.js'))}
      rmSync(process.execPath)
      console.log(JSON.stringify(await command('echo', ['installed'])))
    `
    const PATH = [folder, dirname(process.execPath), process.env['PATH']].join(delimiter)
    const { stdout } = await promisify(execFile)(node, ['--input-type=module', '--eval', script], {
      env: { ...process.env, PATH },
    })
    expect(JSON.parse(stdout)).toEqual({ status: 0, output: 'installed\n', errors: '' })
  })
})
