import { computeExactly, openBackend } from '#trainer/backend/index.ts'
import { showSetup } from '../backend-progress.ts'
import { membersAsked, type Asked } from './asked.ts'
import { makeMember } from './make-member.ts'
import type { FromMaker } from './makers.ts'

/**
 * A process that makes the runs of a verification, one after the other, each when it is told its place: a run alone in its
 * process, as any is. When whoever started it is gone it ends.
 */
computeExactly()
process.on('disconnect', () => process.exit(1))

const members = membersAsked(JSON.parse(process.argv[2] ?? '') as Asked)
const setup = showSetup()
const backend = await openBackend(undefined, setup.onProgress)
setup.done(backend)
const { name, version, device, threads } = backend.describe()
tell({ type: 'ready', backend: `${name} ${version} on ${device}, ${threads} threads` })

process.on('message', (place: number) => {
  void makeMember(members[place]!, backend, (step) => tell({ type: 'at', step })).then((said) =>
    tell({ type: 'said', said }),
  )
})

function tell(message: FromMaker): void {
  process.send?.(message)
}
