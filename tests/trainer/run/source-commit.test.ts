import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { commitOf } from '#trainer/run/source-commit.ts'
import { temporaryFolder } from '../../phasescope.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())
const repository = join(folder.path, 'repository')
mkdirSync(join(repository, 'node_modules/package'), { recursive: true })
mkdirSync(join(repository, 'code'))
const git = (...args: string[]) =>
  execFileSync('git', ['-C', repository, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { encoding: 'utf8' })

it('is the commit of the repository that a folder is part of, and says where files differ from it', () => {
  git('init', '--quiet')
  writeFileSync(join(repository, '.gitignore'), 'node_modules\n')
  writeFileSync(join(repository, 'code/a.ts'), 'one')
  git('add', '.')
  git('commit', '--quiet', '-m', 'one')
  // A tag is no commit.
  git('tag', 'v1')
  const commit = git('rev-parse', 'HEAD').trim()
  expect(commitOf(join(repository, 'code'))).toBe(commit)
  writeFileSync(join(repository, 'code/notes.txt'), 'nobody tracks this')
  expect(commitOf(join(repository, 'code'))).toBe(commit)
  writeFileSync(join(repository, 'code/a.ts'), 'two')
  expect(commitOf(join(repository, 'code'))).toBe(`${commit}-dirty`)
})

it('is not that of a repository that a package is installed in, and none where there is none', () => {
  writeFileSync(join(repository, 'node_modules/package/index.js'), '')
  expect(commitOf(join(repository, 'node_modules/package'))).toBeNull()
  expect(commitOf(folder.path)).toBeNull()
  expect(commitOf(join(folder.path, 'not-there'))).toBeNull()
})
