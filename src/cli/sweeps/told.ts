import { durationText, type RunId } from '#src/vocabulary/index.ts'
import type { Member, Sweep } from '#trainer/sweeps/index.ts'
import type { JobEvent } from '#src/cli/processes/queue.ts'
import { statusLine } from '../status-line.ts'
import { print, say } from '../terminal.ts'
import type { SweepTold } from './carry-out.ts'

/** Tells a program: one JSON line on stdout for the sweep, and one for each thing that is heard of a run. */
export function sweepAsJson({ id, name, steps }: Sweep): SweepTold {
  let settings: ReadonlyMap<RunId, Pick<Member, 'settings' | 'seed'>>
  return {
    begins(members, states, toMake) {
      settings = new Map(members.map((member) => [member.id, { settings: member.settings, seed: member.seed }]))
      const completed = states.values().filter(({ status }) => status === 'completed')
      const counts = { runs: members.length, completed: [...completed].length, toMake: toMake.length }
      printEvent({ type: 'sweep', sweep: id, name, steps, ...counts })
    },
    hears: (event) => printEvent(event.type === 'begun' ? { ...event, ...settings.get(event.run) } : event),
    cancels: () => printEvent({ type: 'cancelling', sweep: id }),
  }
}

/** Tells a person, on stderr: how far all of it is on one line, and each run that fails. */
export function sweepOnTerminal({ steps }: Sweep): SweepTold {
  const line = statusLine()
  const at = new Map<RunId, number>()
  const begunAt = performance.now()
  const names = new Map<RunId, string>()
  let [total, completed, failed, left, made, base] = [0, 0, 0, 0, 0, 0]

  const text = () => {
    const done = made + at.values().reduce((sum, step) => sum + step, 0) - base
    const seconds = (performance.now() - begunAt) / 1000
    const rest = left * steps - at.values().reduce((sum, step) => sum + step, 0)
    const going = at.entries().map(([run, step]) => `${names.get(run)} at ${step} / ${steps}`)
    const parts = [`${completed} of ${total} runs`, ...[...going].slice(0, 2)]
    if (failed > 0) parts.push(`${failed} failed`)
    return [...parts, `${durationText(done > 0 ? (rest / done) * seconds : NaN)} left`].join(' · ')
  }
  return {
    begins(members, states, toMake) {
      total = members.length
      left = toMake.length
      completed = states.values().reduce((sum, { status }) => sum + Number(status === 'completed'), 0)
      for (const { id, order } of members) names.set(id, order.name ?? id)
    },
    hears(event: JobEvent) {
      const { run } = event
      if (event.type === 'ended') {
        at.delete(run)
        left -= 1
        made += event.step ?? 0
        completed += Number(event.how === 'completed')
        failed += Number(event.how === 'failed')
        if (event.how !== 'completed') line.clear()
        if (event.how === 'failed') say(`Run ${run} (${names.get(run)}) failed: ${event.why}`)
      } else {
        if (event.type === 'begun') base += event.step
        at.set(run, event.step)
      }
      line.show(text, performance.now())
    },
    cancels() {
      line.clear()
      say('Ending the runs that go on; press Ctrl-C again to end them at once')
    },
  }
}

function printEvent(event: object): void {
  print(JSON.stringify(event))
}
