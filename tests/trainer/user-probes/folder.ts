import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Subject, type Observable } from 'rxjs'
import { afterAll } from 'vitest'
import { detectors, probes } from '#probes/index.ts'
import type { Probe } from '#probes/define.ts'
import { experiments } from '#trainer/experiments/index.ts'
import { offerOf } from '#trainer/experiments/offer.ts'
import type { Checker } from '#trainer/user-files/checker.ts'
import { openProbeChecker } from '#trainer/user-probes/probe-checker.ts'
import type { Judging } from '#trainer/user-probes/judge.ts'
import { watchProbeFolders, type ProbeFileEvent } from '#trainer/user-probes/watch-probe-folders.ts'

/** A probe as a person would write it, far from the checkout; a part of its text may be another. */
export function textOf(
  id: string,
  { needs = 'weights', measure = '({ weights }) => l2(weights.w1!)', before = '' } = {},
) {
  const name = id.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
  return `import { defineProbe, scalar } from '#probes/define.ts'
import type { Layer } from '#probes/inputs.ts'
import { every } from '#src/vocabulary/index.ts'
${before}
export const ${name} = defineProbe({
  id: '${id}',
  name: 'First layer',
  symbol: 'x',
  formula: 'x',
  unit: '1',
  about: 'How large the first layer is',
  caveat: 'Of one layer only',
  estimator: 'Exact',
  edges: 'None',
  reference: 'Own work, 2026',
  needs: ['${needs}'],
  cost: 'free',
  cadence: every(1),
  group: 'norms',
  output: scalar(),
  options: [],
  measure: ${measure},
})

export function l2({ values }: Layer): number {
  return Math.hypot(...values)
}
`
}

/** In which line of the text above a probe measures. */
export const MEASURE_LINE = 22

let checker: Checker | undefined
/** One process that checks for all tests of a file: it takes seconds to start. */
export function sharedChecker(): Checker {
  checker ??= openProbeChecker()
  return { ...checker, close: () => {} }
}
afterAll(() => checker?.close())

/** A folder that is watched, and what is said of it, one event after another. */
export class WatchedFolder {
  readonly root = mkdtempSync(join(tmpdir(), 'own-probes-'))
  readonly folder = join(this.root, 'my-probes')
  readonly kept = join(this.root, 'kept')
  readonly seen: ProbeFileEvent[] = []
  readonly #event$ = new Subject<ProbeFileEvent>()
  #subscription: { unsubscribe(): void } | null = null

  constructor() {
    mkdirSync(this.folder)
  }

  path(file: string): string {
    return join(this.folder, file)
  }

  async watch(judging: Partial<Judging> = {}, folders = [this.folder]): Promise<void> {
    const experiment = offerOf(experiments.find(({ id }) => id === 'grok-mlp-small')!)
    const standard = { probes, detectors, experiment, kept: this.kept, tf: null }
    const event$: Observable<ProbeFileEvent> = watchProbeFolders(folders, { ...standard, ...judging }, sharedChecker)
    const ready = this.next((event) => event.type === 'ready')
    this.#subscription = event$.subscribe((event) => {
      this.seen.push(event)
      this.#event$.next(event)
    })
    await ready
  }

  /** The next event of this sort. */
  next(fits: (event: ProbeFileEvent) => boolean = () => true): Promise<ProbeFileEvent> {
    return new Promise((resolve) => {
      const subscription = this.#event$.subscribe((event) => {
        if (!fits(event)) return
        subscription.unsubscribe()
        resolve(event)
      })
    })
  }

  /** What is said of a file once it is saved like this. */
  async save(file: string, text: string): Promise<ProbeFileEvent> {
    const next = this.next()
    writeFileSync(this.path(file), text)
    return next
  }

  async offered(file: string, text: string): Promise<Probe> {
    const event = await this.save(file, text)
    if (event.type !== 'offered') throw new Error(`Expected ${file} to be offered, got ${JSON.stringify(event)}`)
    return event.probe
  }

  stop(): void {
    this.#subscription?.unsubscribe()
  }

  remove(): void {
    this.stop()
    rmSync(this.root, { recursive: true, force: true })
  }
}
