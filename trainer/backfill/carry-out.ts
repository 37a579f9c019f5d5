import type { Probe } from '#probes/define.ts'
import { probes } from '#probes/index.ts'
import type { Experiment } from '#trainer/experiments/index.ts'
import { breather } from '#trainer/run/index.ts'
import type { FromReplay, Job, ToReplay } from './job.ts'
import { openScene } from './open-scene.ts'
import { openReplay } from './replay.ts'

/** Carries out a job and then goes further as often as it is told to. It never ends by itself. */
export async function carryOut(
  job: Job,
  heard: () => Promise<ToReplay>,
  tell: (message: FromReplay) => void,
  catalogue: readonly Probe[] = probes,
  breathe = breather(),
  known?: readonly Experiment[],
): Promise<never> {
  const scene = await openScene(job, catalogue, breathe, known)
  try {
    const replay = openReplay(scene, job.requests)
    let { goal, log } = job
    for (;;) {
      for await (const reports of replay.to(goal, log)) if (reports.length > 0) tell({ type: 'reported', reports })
      const next = heard()
      tell({ type: 'arrived', goal, updates: replay.updates })
      const message = await next
      if (message.type === 'further') ({ goal, log } = message)
    }
  } finally {
    scene.system.dispose()
  }
}
