import { probes } from '#probes/index.ts'
import { seriesOf } from '#src/claims/index.ts'
import { messageOf, usageError, type Claim } from '#src/vocabulary/index.ts'
import { offerOf, type Experiment } from '#trainer/experiments/index.ts'
import { attachmentOf } from '#trainer/observing/index.ts'

/** Throws where a claim reads a series that no run of its experiment would have, with what to do about it. */
export function assertMeasured(experiment: Experiment, { id, of }: Pick<Claim, 'id' | 'of'>): void {
  for (const series of seriesOf(of)) {
    const [probe = '', ...part] = series.split('/')
    const { output } = probeThatRuns(experiment, id, series)
    const fault = (why: string) => usageError(`claim '${id}' reads '${series}', ${why}`)
    if (output.kind !== 'scalar') throw fault(`and '${probe}' gives no single numbers; claim a series of another probe`)
    if (output.parts === 'many' && part.length === 0)
      throw fault(`and '${probe}' gives a number for each of several parts; name one, as in '${probe}/PART'`)
    if (output.parts === 'one' && part.length > 0)
      throw fault(`and '${probe}' gives one number without parts; claim '${probe}'`)
    const attached = experiment.probes.map((one) => (typeof one === 'string' ? one : one.probe))
    if (!attached.includes(probe)) throw fault(`which nothing measures; add '${probe}' to probes`)
  }
}

function probeThatRuns(experiment: Experiment, id: string, series: string) {
  try {
    return attachmentOf(offerOf(experiment), probes, { probe: series.split('/')[0]! }).probe
  } catch (error) {
    throw usageError(
      `${messageOf(error)}. Claim '${id}' reads '${series}'; claim a series of a probe that can run here`,
    )
  }
}
