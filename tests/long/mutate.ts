import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'

/**
 * Would the tests of the probes see a wrong formula? Every small mistake that the table below can make of probes/ is
 * made in a copy, one at a time, and the tests are run: `node tests/long/mutate.ts [part of a file name …]`. Prints the
 * share that was caught, and those that were not, each of which is a missing test or a change without a difference.
 */
const root = join(import.meta.dirname, '..', '..')
const COPIED = [
  'probes',
  'src/vocabulary',
  'trainer/backend',
  'tests/probes',
  'tests/references',
  'package.json',
  'vitest.config.ts',
]

type Mistake = { readonly name: string; readonly pattern: RegExp; readonly become: string }
type Mutant = {
  readonly file: string
  readonly line: number
  readonly name: string
  readonly text: string
  readonly shown: string
}

const MISTAKES: readonly Mistake[] = [
  { name: 'sign', pattern: / \+ (?!1\b)/g, become: ' - ' },
  { name: 'sign', pattern: / - (?![12]\b)/g, become: ' + ' },
  { name: 'sign', pattern: / \+= /g, become: ' -= ' },
  { name: 'factor', pattern: /\b2 \* /g, become: '3 * ' },
  { name: 'factor', pattern: / \/ 2\b/g, become: ' / 3' },
  { name: 'factor', pattern: /return (?=[a-z(2])/g, become: 'return 1.01 * ' },
  { name: 'product', pattern: / \* /g, become: ' / ' },
  { name: 'quotient', pattern: / \/ (?!2\b)/g, become: ' * ' },
  { name: 'square', pattern: / \*\* 2/g, become: ' ** 3' },
  { name: 'root', pattern: /Math\.sqrt\(/g, become: '(' },
  { name: 'logarithm', pattern: /Math\.log\(/g, become: 'Math.log2(' },
  { name: 'exponential', pattern: /Math\.exp\(/g, become: 'Math.expm1(' },
  { name: 'phase', pattern: /Math\.cos\(/g, become: 'Math.sin(' },
  { name: 'phase', pattern: /Math\.sin\(/g, become: 'Math.cos(' },
  { name: 'off by one', pattern: / - 1\b/g, become: ' - 2' },
  { name: 'off by one', pattern: / - 2\b/g, become: ' - 1' },
  { name: 'off by one', pattern: / \+ 1\b/g, become: '' },
  { name: 'off by one', pattern: /(?<=let [a-z]+ = )0(?=;)/g, become: '1' },
  { name: 'off by one', pattern: /(?<=; [a-z]+ < )(\w[\w. *+]*)(?=;)/g, become: '$1 - 1' },
  { name: 'bound', pattern: / < (?=\d)/g, become: ' <= ' },
  { name: 'bound', pattern: / <= /g, become: ' > ' },
  { name: 'condition', pattern: / === (?!undefined)/g, become: ' !== ' },
  { name: 'condition', pattern: / !== (?!undefined)/g, become: ' === ' },
  { name: 'transpose', pattern: /, false, true\)/g, become: ', true, false)' },
  { name: 'transpose', pattern: /n \* 2 \* bins \+ k/g, become: 'k * 2 * bins + n' },
  { name: 'axis', pattern: /tf\.mean\((\w+), 0/g, become: 'tf.mean($1, 1' },
  { name: 'centring', pattern: /tf\.sub<Tensor2D>\(shifted, .*\)$/g, become: 'shifted' },
  { name: 'centring', pattern: /= tf\.sub\(activations, .*\)$/g, become: '= activations' },
  { name: 'split', pattern: /\btrain\.(?=loss|accuracy)/g, become: 'test.' },
  { name: 'split', pattern: /\btest\.(?=loss|accuracy)/g, become: 'train.' },
  { name: 'snapshot', pattern: /\(now, tf\)/g, become: '(then, tf)' },
  { name: 'snapshot', pattern: /sameLayer\((\w+), name, '\w+'\)/g, become: 'layer' },
  { name: 'choice', pattern: /'(debiased|dropped|squared|roy-vetterli)' \?/g, become: "'other' ?" },
  { name: 'memory', pattern: /known\.get\(tensor\.dataId\)/g, become: 'undefined' },
  { name: 'copy', pattern: /\?\.slice\(\)/g, become: '' },
]

/** Lines that compute nothing: comments, imports, types and what the cards say. */
const SAID =
  /^\s*(\/?\*|\/\/|import|export type|type|interface|'|"|`|(id|name|symbol|formula|unit|about|caveat|reference|needs|cost|cadence|group|output|key|default|choices):)/
const FRAME = ['define.ts', 'detector.ts', 'index.ts', 'readme.ts']

const wanted = process.argv.slice(2)
const files = readdirSync(join(root, 'probes'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !FRAME.includes(file))
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
const mutants = files.flatMap(mutantsOf).filter(isProgram)
const copy = mkdtempSync(join(tmpdir(), 'mutants-'))
try {
  for (const path of COPIED) cpSync(join(root, path), join(copy, path), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  if (isCaught('maths/norms.ts')) throw new Error('The tests fail without any mistake; mend them first')
  const survivors = mutants.filter((mutant, i) => {
    const path = join(copy, 'probes', mutant.file)
    const original = readFileSync(path, 'utf8')
    writeFileSync(path, mutant.text)
    const caught = isCaught(mutant.file)
    writeFileSync(path, original)
    console.log(`${i + 1}/${mutants.length} ${caught ? 'caught  ' : 'SURVIVED'} ${describe(mutant)}`)
    return !caught
  })
  const caught = mutants.length - survivors.length
  console.log(`Caught ${caught} of ${mutants.length} mistakes (${((100 * caught) / mutants.length).toFixed(1)} %)`)
  for (const survivor of survivors) console.log(`Survived: ${describe(survivor)}`)
} finally {
  rmSync(copy, { recursive: true, force: true })
}

function mutantsOf(file: string): Mutant[] {
  const lines = readFileSync(join(root, 'probes', file), 'utf8').split('\n')
  return lines.flatMap((line, number) => {
    if (SAID.test(line)) return []
    return MISTAKES.flatMap(({ name, pattern, become }) =>
      [...line.matchAll(pattern)].map((match) => {
        const [found] = match
        const made = found.replace(new RegExp(pattern.source), become)
        const replaced = made === found ? become.replace('$1', match[1] ?? '') : made
        const shown = line.slice(0, match.index) + replaced + line.slice(match.index + found.length)
        return { file, line: number + 1, name, shown: shown.trim(), text: lines.with(number, shown).join('\n') }
      }),
    )
  })
}

/** A mistake that does not even parse says nothing about the tests. */
function isProgram({ text }: Mutant): boolean {
  try {
    return stripTypeScriptTypes(text).length > 0
  } catch {
    return false
  }
}

/** Whether a test that reaches the file fails. The first failure is enough. */
function isCaught(file: string): boolean {
  const vitest = join(root, 'node_modules', '.bin', 'vitest')
  const path = relative(copy, join(copy, 'probes', file))
  const { status } = spawnSync(
    vitest,
    ['related', path, '--run', '--project', 'node', '--bail', '1', '--no-file-parallelism'],
    {
      cwd: copy,
      timeout: 120_000,
    },
  )
  return status !== 0
}

function describe({ file, line, name, shown }: Mutant): string {
  return `${file}:${line} ${name}: ${shown}`
}
