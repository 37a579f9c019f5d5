import { fork } from 'node:child_process'
import { join } from 'node:path'
import { filter, firstValueFrom, Observable, share } from 'rxjs'
import { runtimeError } from '#src/vocabulary/index.ts'
import type { Asked } from './asked.ts'
import { unmade, type Made, type Said } from './make-member.ts'
import type { Member } from './members.ts'

export type FromMaker =
  | { readonly type: 'ready'; readonly backend: string }
  | { readonly type: 'at'; readonly step: number }
  | { readonly type: 'said'; readonly said: Said }

/** Told of a run that goes on: the how manieth it is, and where it is. */
export type ToldStep = (place: number, step: number) => void

interface Maker {
  readonly backend: string
  make(place: number, onStep: (step: number) => void): Promise<Said>
  end(): void
}

/** Makes all runs of a verification, so many at the same time, and gives them in their order, with what computed them. */
export async function makeAll(
  asked: Asked,
  members: readonly Member[],
  workers: number,
  told: ToldStep,
): Promise<{ readonly made: readonly Made[]; readonly backend: string }> {
  const made: Made[] = []
  let [next, backend] = [0, '']
  const work = async () => {
    let maker: Maker | null = null
    while (next < members.length) {
      const place = next++
      const member = members[place]!
      maker ??= await startMaker(asked)
      backend = maker.backend
      try {
        made[place] = { member, ...(await maker.make(place, (step) => told(place, step))) }
      } catch (error) {
        made[place] = { member, ...unmade(member, (error as Error).message) }
        maker = null
      }
    }
    maker?.end()
  }
  await Promise.all(Array.from({ length: Math.min(workers, members.length) }, work))
  return { made, backend }
}

/** A process of its own, once it can compute. */
async function startMaker(asked: Asked): Promise<Maker> {
  const child = fork(join(import.meta.dirname, 'maker.ts'), [JSON.stringify(asked)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const message$ = new Observable<FromMaker>((subscriber) => {
    child.on('message', (message: FromMaker) => subscriber.next(message))
    child.once('error', (error) => subscriber.error(error))
    child.once('exit', (code, signal) =>
      subscriber.error(runtimeError(`The process that made this run ended with ${signal ?? `code ${code}`}`)),
    )
  }).pipe(share())
  // Listened to as long as it is there: what it says between two runs is heard too.
  const kept = message$.subscribe({ error: () => {} })
  const { backend } = await firstValueFrom(message$.pipe(filter((message) => message.type === 'ready')))
  return {
    backend,
    async make(place, onStep) {
      const steps = message$.subscribe({ next: (one) => one.type === 'at' && onStep(one.step), error: () => {} })
      const said = firstValueFrom(message$.pipe(filter((message) => message.type === 'said')))
      child.send(place)
      return said.then(({ said }) => said).finally(() => steps.unsubscribe())
    },
    end() {
      kept.unsubscribe()
      child.disconnect()
    },
  }
}
