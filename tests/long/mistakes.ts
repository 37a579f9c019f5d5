import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'

/** A program with one small mistake in it. */
export interface Mutant {
  /** Within probes/. */
  readonly file: string
  readonly line: number
  readonly name: string
  /** The whole file. */
  readonly text: string
  /** The line, as it now is. */
  readonly shown: string
}

const MISTAKES: readonly { readonly name: string; readonly pattern: RegExp; readonly become: string }[] = [
  { name: 'sign', pattern: / \+ (?!1\b)/g, become: ' - ' },
  { name: 'sign', pattern: / - (?![12]\b)/g, become: ' + ' },
  { name: 'sign', pattern: / \+= /g, become: ' -= ' },
  { name: 'factor', pattern: /\b2 \* /g, become: '3 * ' },
  { name: 'factor', pattern: / \/ 2\b/g, become: ' / 3' },
  // Not of a condition: a hundredth more of what is compared with 0 or null changes nothing.
  { name: 'factor', pattern: /return (?=[a-z(2])(?!.* \? )/g, become: 'return 1.01 * ' },
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
  { name: 'off by one', pattern: /(?<=let [a-zA-Z]+ = )0(?=;|$)/g, become: '1' },
  { name: 'off by one', pattern: /(?<=; [a-z]+ < )(\w[\w. *+]*)(?=;)/g, become: '$1 - 1' },
  { name: 'bound', pattern: / < (?=\d)/g, become: ' <= ' },
  { name: 'bound', pattern: / <= /g, become: ' > ' },
  { name: 'condition', pattern: / === (?!undefined|'number'|null)/g, become: ' !== ' },
  { name: 'condition', pattern: / !== (?!undefined|'number'|null)/g, become: ' === ' },
  { name: 'transpose', pattern: /\{ a: true \}/g, become: '{ b: true }' },
  { name: 'transpose', pattern: /\{ b: true \}/g, become: '{ a: true }' },
  { name: 'transpose', pattern: /\[i \* n \+ j\]/g, become: '[j * n + i + 1]' },
  { name: 'centring', pattern: /centeredColumns\((\w+)\)/g, become: '$1' },
  { name: 'split', pattern: /\bpredictions\.train\b/g, become: 'predictions.test' },
  { name: 'split', pattern: /\bpredictions\.test\b/g, become: 'predictions.train' },
  { name: 'split', pattern: /\btrain\.(?=loss|accuracy)/g, become: 'test.' },
  { name: 'split', pattern: /\btest\.(?=loss|accuracy)/g, become: 'train.' },
  { name: 'memory', pattern: /known\.get\(array\)/g, become: 'undefined' },
  { name: 'copy', pattern: /\.slice\(\)(?=[,)])/g, become: '' },
]

/** Lines that compute nothing: comments, imports, types and what the cards say. */
const SAID =
  /^\s*(\/?\*|\/\/|import|export type|type|interface|\||readonly|'|"|`|(id|name|symbol|formula|unit|about|caveat|estimator|edges|reference|label|needs|cost|cadence|group|output|key|default|choices|type|min|max|theory|nulls):)/

/** Every mistake that the table can make of a file, if what comes of it is still a program. */
export function mistakesIn(folder: string, file: string): Mutant[] {
  const lines = readFileSync(join(folder, file), 'utf8').split('\n')
  return lines
    .flatMap((line, number) => {
      if (SAID.test(line)) return []
      return MISTAKES.flatMap(({ name, pattern, become }) =>
        [...line.matchAll(pattern)].map((match) => {
          const shown =
            line.slice(0, match.index) +
            become.replace('$1', match[1] ?? '') +
            line.slice(match.index + match[0].length)
          return { file, line: number + 1, name, shown: shown.trim(), text: lines.with(number, shown).join('\n') }
        }),
      )
    })
    .filter(isProgram)
}

function isProgram({ text }: Mutant): boolean {
  try {
    return stripTypeScriptTypes(text).length > 0
  } catch {
    return false
  }
}
