import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A small experiment that runs at once, in a few seconds: what a person changes into their own. */
export function experimentText(id: string, name: string): string {
  return textOf('experiment').replaceAll('my-experiment', id).replaceAll('My experiment', name)
}

/** A small probe that measures at once; `exported` is its id in camel case. */
export function probeText(id: string, exported: string, name: string): string {
  return textOf('probe').replaceAll('my-probe', id).replaceAll('myProbe', exported).replaceAll('My probe', name)
}

/** Data of a person, as the file of an experiment names them. */
export interface NamedData {
  /** The path from that file. */
  readonly file: string
  readonly target: string
  readonly inputs?: readonly string[]
  readonly answers: 'classes' | 'numbers'
}

/** The same on data of a person. Names of theirs may have any letters. */
export function experimentOnDataText(id: string, name: string, { file, target, inputs, answers }: NamedData): string {
  const hasClasses = answers === 'classes'
  const accuracies = hasClasses ? ", 'train-accuracy', 'test-accuracy'" : ''
  const words: Readonly<Record<string, string>> = {
    "'A ReLU network learns TARGET of FILE'": literal(`A ReLU network learns ${target} of ${file}`),
    'FILE,': `${literal(file)},`,
    'TARGET,': `${literal(target)},${inputs === undefined ? '' : ` inputs: [${inputs.map(literal).join(', ')}],`}`,
    ANSWERS: answers,
    LOSS: hasClasses ? 'crossEntropy' : 'meanSquaredError',
    MADE: hasClasses ? 'crossEntropy(1)' : 'meanSquaredError',
    OUTPUTS: hasClasses ? 'table.classes.length' : 'table.targets.cols',
    PROBES: `'train-loss', 'test-loss'${accuracies}, 'weight-norm', 'gradient-norm'`,
  }
  const blank = textOf('experiment-on-data').replaceAll('my-experiment', id).replaceAll('My experiment', name)
  const place = new RegExp(Object.keys(words).join('|'), 'g')
  return blank.replace(place, (word) => words[word]!)
}

/** A text as code has it. */
function literal(text: string): string {
  return /['\\\n\r\u2028\u2029]/.test(text) ? JSON.stringify(text) : `'${text}'`
}

function textOf(kind: 'experiment' | 'experiment-on-data' | 'probe'): string {
  return readFileSync(join(import.meta.dirname, `${kind}.ts.txt`), 'utf8')
}
