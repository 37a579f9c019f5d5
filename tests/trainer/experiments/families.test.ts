import { describe, expect, it } from 'vitest'
import { familySweep } from '#src/cli/families/family-sweep.ts'
import { pictureOf } from '#src/cli/families/picture-of.ts'
import { seriesOf } from '#src/claims/index.ts'
import type { PictureData } from '#src/vocabulary/index.ts'
import { experiments, type Picture } from '#trainer/experiments/index.ts'
import { membersOf } from '#trainer/sweeps/index.ts'

const families = experiments.flatMap((experiment) =>
  experiment.family === undefined ? [] : [{ id: experiment.id, experiment, family: experiment.family }],
)

/** Settings by whose values runs have their place in a picture. */
function placedBy(picture: Picture): string[] {
  if (picture.kind === 'phase-map') return [picture.x.key, picture.y.key]
  if (picture.kind === 'phase-diagram') return [picture.x.key, picture.y.key, picture.panels ?? []].flat()
  return [...(picture.kind === 'curves' ? [picture.x.key] : []), picture.by?.key ?? [], picture.panels ?? []].flat()
}

/** Probes whose series it reads. */
function probesOf(picture: Picture, labels: readonly string[] = []): string[] {
  if (picture.kind === 'profiles') return ['profile']
  if (picture.kind === 'phase-map') return labels.flatMap((text) => text.match(/(?<=")[a-z-]+(?=")/g) ?? [])
  return seriesOf(picture.of).map((series) => series.split('/')[0]!)
}

const linesIn = (data: PictureData) =>
  data.kind === 'phase-map'
    ? []
    : data.kind === 'curves'
      ? data.panels.flatMap(({ curves }) => curves.map(({ theory }) => theory))
      : data.panels.map(({ theory }) => theory)

describe('a family can be drawn', () => {
  it.each(families)(
    '$id: from settings that its grid varies, of probes that are attached',
    ({ experiment, family }) => {
      const sweep = familySweep(experiment, family)
      const varied = sweep.axes.map(({ key }) => key)
      expect(varied).toEqual(expect.arrayContaining(placedBy(family.picture)))
      const attached = experiment.probes.map((one) => (typeof one === 'string' ? one : one.probe))
      expect(attached).toEqual(expect.arrayContaining(probesOf(family.picture, family.labels)))
      // Minutes on two cores, and not a day.
      expect(membersOf(sweep).length).toBeLessThan(300)
    },
  )

  it.each(
    families.filter(
      ({ family }) =>
        typeof family.picture === 'object' && 'theory' in family.picture && family.picture.kind === 'curves',
    ),
  )('$id: on a line of theory without a gap', async ({ experiment, family }) => {
    const sweep = familySweep(experiment, family)
    const lines = linesIn(await pictureOf(sweep, family.picture, new Map()))
    const places = sweep.axes.find(({ key }) => key === family.picture.x.key)!.values.map(Number)
    for (const { x } of lines) expect(x).toEqual(expect.arrayContaining(places))
  })
})
