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

function textOf(kind: 'experiment' | 'probe'): string {
  return readFileSync(join(import.meta.dirname, `${kind}.ts.txt`), 'utf8')
}
