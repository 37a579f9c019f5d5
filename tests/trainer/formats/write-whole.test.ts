import { execFileSync } from 'node:child_process'
import { lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeWhole } from '#trainer/formats/index.ts'
import { temporaryFolder } from '../../phasescope.ts'

describe('a file that is written whole', () => {
  it('takes the place of the one before it, or of a link to one', () => {
    using folder = temporaryFolder()
    const [file, link] = [join(folder.path, 'page.md'), join(folder.path, 'link.md')]
    writeWhole(file, 'before')
    writeWhole(file, 'after')
    symlinkSync(file, link)
    writeWhole(link, 'linked')
    expect([file, link].map((path) => readFileSync(path, 'utf8'))).toEqual(['after', 'linked'])
    expect(readdirSync(folder.path)).toEqual(['link.md', 'page.md'])
  })

  it('leaves alone what is no file: a pipe, a folder, a link to a device', () => {
    using folder = temporaryFolder()
    const [pipe, inner, device] = ['pipe', 'folder', 'device'].map((name) => join(folder.path, name)) as [
      string,
      string,
      string,
    ]
    execFileSync('mkfifo', [pipe])
    mkdirSync(inner)
    symlinkSync('/dev/null', device)
    for (const path of [pipe, inner, device])
      expect(() => writeWhole(path, 'x')).toThrow(
        `Cannot write ${path}: it is there, and is no file; name another place`,
      )
    expect(statSync(pipe).isFIFO()).toBe(true)
    expect(lstatSync(device).isSymbolicLink()).toBe(true)
    expect(readdirSync(folder.path)).toEqual(['device', 'folder', 'pipe'])
  })
})
