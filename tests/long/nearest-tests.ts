import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

/** What the eighth does not see, the ninth hardly will. */
const MOST = 8

/**
 * Which tests look at a file of probes/: that of its name, then those that import it, or a file that does, however far,
 * the nearest first and at most eight; not those that take the whole catalogue, which know no formula. Said of a folder that holds probes/ and
 * tests/probes/.
 */
export function nearestTests(root: string): (file: string) => string[] {
  const sources = readdirSync(join(root, 'probes'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  )
  const testFiles = readdirSync(join(root, 'tests/probes'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  )
  const textOf = (path: string) => readFileSync(join(root, path), 'utf8')
  const namesIn = (text: string) => [...text.matchAll(/from '([^']+)'/g)].map(([, from]) => basename(from as string))
  const usersOf = new Map<string, string[]>()
  for (const source of sources) {
    if (source === 'index.ts') continue
    for (const used of namesIn(textOf(join('probes', source)))) {
      usersOf.set(used, [...(usersOf.get(used) ?? []), basename(source)])
    }
  }
  const tests = testFiles
    .map((file) => ({ file, text: textOf(join('tests/probes', file)) }))
    .filter(({ text }) => !text.includes("'#probes/index.ts'"))
    .map(({ file, text }) => ({ file, used: namesIn(text) }))
  return (file) => {
    const reached = new Set([basename(file)])
    for (const one of reached) for (const user of usersOf.get(one) ?? []) reached.add(user)
    // A set keeps the order in which it grew: nearer files come first.
    const near = [...reached].flatMap((one) => tests.filter(({ used }) => used.includes(one)))
    const isItsOwn = (test: string) => basename(test) === basename(file).replace('.ts', '.test.ts')
    return [...new Set(near.map((test) => test.file))]
      .filter((test) => test.endsWith('.test.ts'))
      .sort((a, b) => Number(isItsOwn(b)) - Number(isItsOwn(a)))
      .slice(0, MOST)
      .map((test) => join('tests/probes', test))
  }
}
