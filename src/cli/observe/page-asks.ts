import type { Probe } from '#probes/define.ts'
import { messageOf, unknownName, type AddressedCommand, type Outcome, type Report } from '#src/vocabulary/index.ts'
import type { Asked } from './contract.ts'
import { attachedFrom } from './watched.ts'

/** What the page attached to a run of a folder that has no client: here it is obeyed, and told that it was. */
export interface PageAsks {
  asked(): readonly Asked[]
  /** Whether the page detached a probe: then it is not measured, whoever else wished it. */
  isDeclined(probe: string): boolean
  obey(command: AddressedCommand): void
}

/** `wished`: who measures besides; `before`: what an earlier process has told of what was asked; `tell` gives the step of what it tells. */
export function openPageAsks(
  catalogue: readonly Probe[],
  wished: (probe: string) => boolean,
  before: Iterable<Report>,
  tell: (reportAt: (step: number) => Report) => number,
): PageAsks {
  const asked = new Map<string, Asked>()
  const declined = new Set<string>()
  for (const report of before) {
    if (report.type === 'attached') asked.set(report.probe, report)
    if (report.type === 'detached') asked.delete(report.probe)
  }

  function outcomeOf({ command }: AddressedCommand): Outcome {
    if (command.type === 'attach') {
      const { probe, cadence = null, options = {} } = command
      const { watched, faults } = attachedFrom([{ probe, cadence, options }], catalogue)
      const [one] = watched
      if (one === undefined) return { ok: false, why: faults.join('; ') }
      asked.set(probe, { probe, cadence: one.cadence, options: one.options })
      declined.delete(probe)
      const { cadence: at, options: with_ } = one
      return { ok: true, step: tell((step) => ({ type: 'attached', probe, step, cadence: at, options: with_ })) }
    }
    if (command.type !== 'detach') return { ok: false, why: `Observing a folder does not obey '${command.type}'` }
    const { probe } = command
    const isWished = wished(probe) && !declined.has(probe)
    if (!asked.delete(probe) && !isWished)
      return { ok: false, why: unknownName('attached probe', probe, [...asked.keys()]).message }
    if (wished(probe)) declined.add(probe)
    return { ok: true, step: tell((step) => ({ type: 'detached', probe, step })) }
  }

  return {
    asked: () => [...asked.values()],
    isDeclined: (probe) => declined.has(probe),
    obey(addressed) {
      try {
        addressed.answer(outcomeOf(addressed))
      } catch (error) {
        addressed.answer({ ok: false, why: messageOf(error) })
      }
    },
  }
}
